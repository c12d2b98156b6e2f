/// A rule of `multipart/form-data` that a body, or the field that announces it, breaks.
package struct MultipartError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rule, with the value that breaks it.
    package enum Kind: Hashable, Sendable {
        // The Content-Type field that announces the body.
        case notFormData(mediaType: String)
        case malformedContentType
        case boundaryMissing
        case boundaryLength(Int)
        case boundaryCharacter(UInt8)

        // The delimiters.
        case noDelimiter
        case byteAfterBoundary(UInt8)
        case endInDelimiter
        case endInHead
        case endInPart

        // The field section of a part.
        case bareLineEnd
        case fieldWithoutColon
        case fieldName
        case fieldCharacter(UInt8)
        case fieldNotUTF8
        case repeatedField(String)
        case transferEncoding(String)
        case dispositionMissing
        case notFormDataPart(disposition: String)
        case malformedDisposition
        case repeatedParameter(String)
        case nameMissing
        case encodedFileName

        // The limits.
        case partCount(limit: Int)
        case headByteCount(limit: Int)
        case nameByteCount(limit: Int)
        case fileNameByteCount(limit: Int)
    }

    package let kind: Kind

    /// Where the rule is broken: the number of bytes before that place, in the body; in the field's value where
    /// the kind is about the Content-Type field.
    package let offset: Int

    package init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    /// The status of the answer (RFC 9110, section 15.5): 415 for another media type, 413 for a limit, else 400.
    package var status: Int {
        switch kind {
        case .notFormData: 415
        case .partCount, .headByteCount, .nameByteCount, .fileNameByteCount: 413
        default: 400
        }
    }

    /// What is wrong and where, in one sentence.
    package var description: String {
        switch kind {
        case .notFormData, .malformedContentType, .boundaryMissing, .boundaryLength, .boundaryCharacter:
            "\(kind.sentence) (at byte \(offset) of the field Content-Type)"
        default:
            "\(kind.sentence) (at byte \(offset) of the body)"
        }
    }
}

extension MultipartError.Kind {
    /// The rule in words, without the place.
    package var sentence: String {
        switch self {
        case .notFormData(let mediaType): "the body must be multipart/form-data, not \(mediaType.debugDescription)"
        case .malformedContentType: "the field Content-Type is not of the form type/subtype; name=value"
        case .boundaryMissing: "multipart/form-data needs the parameter boundary"
        case .boundaryLength(let count): "a boundary has 1 to 70 characters, this one has \(count)"
        case .boundaryCharacter(let byte): "a boundary must not contain \(Self.name(of: byte))"
        case .noDelimiter: "the body ends and the boundary that was announced has not appeared"
        case .byteAfterBoundary(let byte):
            "a boundary must be followed by a line end or by --, not by \(Self.name(of: byte))"
        case .endInDelimiter: "the body ends within a boundary; the last one must be followed by --"
        case .endInHead: "the body ends within the fields of a part"
        case .endInPart: "the body ends within a part; the end delimiter is missing"
        case .bareLineEnd: "a line of a part's fields must end with CR LF, and neither may stand alone"
        case .fieldWithoutColon: "a field of a part must be of the form name: value"
        case .fieldName: "the name of a part's field must be a token, directly before its colon"
        case .fieldCharacter(let byte): "a field of a part must not contain \(Self.name(of: byte))"
        case .fieldNotUTF8: "a field of a part is not UTF-8"
        case .repeatedField(let name): "a part has more than one field \(name)"
        case .transferEncoding(let coding):
            "parts are sent as they are (binary); Content-Transfer-Encoding \(coding.debugDescription) is not understood"
        case .dispositionMissing: "a part has no field Content-Disposition"
        case .notFormDataPart(let disposition):
            "the Content-Disposition of a part must be form-data, not \(disposition.debugDescription)"
        case .malformedDisposition:
            #"the Content-Disposition of a part is not of the form form-data; name="…"; filename="…""#
        case .repeatedParameter(let name): "the Content-Disposition of a part has more than one parameter \(name)"
        case .nameMissing: "the Content-Disposition of a part has no parameter name"
        case .encodedFileName: "the parameter filename* is not of the form UTF-8''percent-encoded"
        case .partCount(let limit): "the body has more than \(limit) parts"
        case .headByteCount(let limit): "the fields of a part have more than \(limit) bytes"
        case .nameByteCount(let limit): "the name of a part has more than \(limit) bytes"
        case .fileNameByteCount(let limit): "the file name of a part has more than \(limit) bytes"
        }
    }

    /// A byte as a person would name it: the character where it can be seen, else its number.
    private static func name(of byte: UInt8) -> String {
        if byte > 0x20 && byte < 0x7F { return "the character \(Character(Unicode.Scalar(byte)))" }
        let digits = String(byte, radix: 16, uppercase: true)
        return "the byte 0x\(digits.count < 2 ? "0" : "")\(digits)"
    }
}
