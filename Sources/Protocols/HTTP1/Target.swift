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

    /// Whether these bytes are `host [":" port]` (RFC 9110, section 7.2); the host must not be empty, because that of
    /// an http or https URI never is (RFC 9110, section 4.2.1).
    static func isAuthority(_ text: ArraySlice<UInt8>, needsPort: Bool) -> Bool {
        let host: ArraySlice<UInt8>
        if text.first == UInt8(ascii: "[") {
            // The colons of an IPv6 address stand in brackets (RFC 3986, section 3.2.2).
            guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = text[(text.startIndex + 1)..<close]
            guard address.contains(ASCII.colon), address.allSatisfy(isAddressCharacter) else { return false }
            host = text[...close]
        } else {
            host = text.prefix(while: Grammar.isHostCharacter)
            guard !host.isEmpty else { return false }
        }
        let behindHost = text[host.endIndex...]
        guard let first = behindHost.first else { return !needsPort }
        return first == ASCII.colon && isPort(behindHost.dropFirst(), mayBeEmpty: !needsPort)
    }

    private static func isAddressCharacter(_ byte: UInt8) -> Bool {
        byte.hexadecimalValue != nil || byte == ASCII.colon || byte == UInt8(ascii: ".")
    }

    /// `port = *DIGIT`, as far as it is a port of TCP.
    private static func isPort(_ text: ArraySlice<UInt8>, mayBeEmpty: Bool) -> Bool {
        if text.isEmpty { return mayBeEmpty }
        guard let port = text.decimalValue else { return false }
        return port <= 65535
    }
}

extension RequestHead {
    /// Which rule about `Host` this request breaks (RFC 9112, section 3.2), or nil.
    func brokenHostRule(_ control: ControlFields) -> ProtocolError.Rule? {
        switch control.hostCount {
        case 0: version == .http11 ? .missingHost : nil
        case 1: Target.isAuthority(fields.bytes[control.host], needsPort: false) ? nil : .malformedHost
        default: .repeatedHost
        }
    }
}
