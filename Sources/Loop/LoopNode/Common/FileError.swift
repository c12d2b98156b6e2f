#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What Foundation says when a file cannot be made, read or written.
enum FileError {
    /// The system's words, `Permission denied`, where there are some; else Foundation's.
    static func reason(_ error: any Error) -> String {
        if let error = (error as? CocoaError)?.underlying as? POSIXError,
            let text = unsafe strerror(error.code.rawValue)
        {
            return unsafe String(cString: text)
        }
        return "\(error)"
    }
}
