/// UUIDs as Python's `uuid.UUID` takes them: 32 hexadecimal digits, wherever hyphens stand between them.
enum UUIDText {
    static func isOne(_ text: String) -> Bool {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        return digits.count == 32 && digits.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
    }
}
