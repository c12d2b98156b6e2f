internal import Bytes

/// The forms of a request target (RFC 9112, section 3.2), as rules that one can ask.
enum Target {
    /// Which rule `target` breaks in a request with `method`, or nil.
    static func brokenRule(target: ArraySlice<UInt8>, method: ArraySlice<UInt8>) -> ProtocolError.Rule? {
        if method.equals("CONNECT") { return isAuthority(target, needsPort: true) ? nil : .malformedTarget }
        if target.first == ASCII.slash { return nil }
        if target.equals("*") { return method.equals("OPTIONS") ? nil : .malformedTarget }
        return authority(ofAbsolute: target).map { isAuthority($0, needsPort: false) } == true ? nil : .malformedTarget
    }

    /// The authority in `http://authority/path`, or nil when this is no absolute form of http or https.
    static func authority(ofAbsolute target: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for scheme in ["http://", "https://"] as [StaticString]
        where target.prefix(scheme.utf8CodeUnitCount).equalsIgnoringCase(scheme) {
            let rest = target.dropFirst(scheme.utf8CodeUnitCount)
            return rest.prefix { $0 != ASCII.slash && $0 != UInt8(ascii: "?") }
        }
        return nil
    }

    /// Whether these bytes are `host [":" port]`.
    static func isAuthority(_ text: ArraySlice<UInt8>, needsPort: Bool) -> Bool {
        guard !text.isEmpty, text.allSatisfy(Grammar.isHostCharacter) else { return false }
        // The colons of an IPv6 address stand in brackets.
        let afterAddress: ArraySlice<UInt8>
        if text.first == UInt8(ascii: "[") {
            guard let close = text.firstIndex(of: UInt8(ascii: "]")), close > text.startIndex + 1 else { return false }
            afterAddress = text[(close + 1)...]
            guard afterAddress.isEmpty || afterAddress.first == ASCII.colon else { return false }
        } else {
            guard !text.contains(UInt8(ascii: "[")), !text.contains(UInt8(ascii: "]")) else { return false }
            afterAddress = text.drop { $0 != ASCII.colon }
            guard afterAddress.startIndex > text.startIndex else { return false }
        }
        guard let colon = afterAddress.first else { return !needsPort }
        let port = afterAddress.dropFirst()
        return colon == ASCII.colon && port.allSatisfy(\.isDigit) && (port.decimalValue ?? 0) <= 65535
            && !(needsPort && port.isEmpty)
    }
}

extension RequestHead {
    /// Which rule about `Host` this request breaks (RFC 9112, section 3.2), or nil.
    var brokenHostRule: ProtocolError.Rule? {
        let hosts = fields.values(of: "host")
        guard hosts.count <= 1 else { return .repeatedHost }
        guard let host = hosts.first else { return version == .http11 ? .missingHost : nil }
        return host.isEmpty || Target.isAuthority(host, needsPort: false) ? nil : .malformedHost
    }
}
