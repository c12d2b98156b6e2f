#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A call of the operating system failed.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the C function.
    package let call: String
    /// The value of `errno`.
    package let code: Int32

    package init(_ call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// With the code that the calling thread's last failed call left.
    package static func last(_ call: String) -> SystemError { SystemError(call, code: errno) }

    package var isAddressInUse: Bool { code == EADDRINUSE }

    /// Whether there is no room to write more, on the disk or by a limit.
    package var isOutOfSpace: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }

    package var description: String {
        "\(call): \(unsafe String(cString: strerror(code))) (errno \(code))"
    }
}

/// Calls `body` again for as long as a signal interrupts it.
///
/// - Throws: ``SystemError`` with the name of the `call` when it gives -1 for another reason.
package func retryingOnInterrupt<Result: SignedInteger>(
    _ call: String, _ body: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = body()
        guard result == -1 else { return result }
        guard errno == EINTR else { throw .last(call) }
    }
}
