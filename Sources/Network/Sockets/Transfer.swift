internal import CLinux
internal import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What a read or write on a non-blocking descriptor came to.
enum Transfer {
    /// At least one byte.
    case count(Int)
    /// Nothing now; readiness will be reported.
    case wouldBlock
    /// The peer will send no more.
    case end
}

extension Descriptor {
    /// Reads what is there, at most as much as `buffer` holds. The C function is `recv`.
    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Transfer {
        while true {
            let count = unsafe recv(number, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .count(count) }
            if count == 0 { return .end }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK: return .wouldBlock
            default: throw .last("recv")
            }
        }
    }

    /// Writes as much of `buffer` as the system takes; a peer that is gone gives an error, no signal. The C function
    /// is `send`.
    func send(_ buffer: UnsafeRawBufferPointer) throws(SystemError) -> Transfer {
        while true {
            #if canImport(Glibc)
                let flags = Int32(MSG_NOSIGNAL)
            #else
                let flags: Int32 = 0
            #endif
            let count = unsafe Self.systemSend(number, buffer.baseAddress, buffer.count, flags)
            if count >= 0 { return .count(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK: return .wouldBlock
            default: throw .last("send")
            }
        }
    }

    private static func systemSend(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.send(number, bytes, count, flags)
        #else
            unsafe Darwin.send(number, bytes, count, flags)
        #endif
    }
}
