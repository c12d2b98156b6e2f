internal import LoopDomain
internal import ModelArchive

extension DomainError {
    /// Checks an id of the Loop's that becomes the name of a folder, which may be emptied before it is used.
    static func checkFolderName(_ name: String) throws(DomainError) {
        do {
            try MemberName.checkFlat(name)
        } catch {
            throw DomainError(what: "\(name.debugDescription) cannot be the name of a folder: \(error.sentence)")
        }
    }
}

extension ProjectPath {
    /// Checks both ids, which become names of folders.
    func checkFolderNames() throws(DomainError) {
        try DomainError.checkFolderName(organization)
        try DomainError.checkFolderName(project)
    }
}
