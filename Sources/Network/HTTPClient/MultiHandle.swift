internal import CCurl

/// libcurl's multi interface: many transfers on one thread, and the connections that they leave open for the next.
///
/// Everything but ``wakeUp()`` belongs to one thread at a time (libcurl-thread(3)).
///
/// `@unchecked Sendable` holds because the pointer never changes, the handle moves to the loop's thread before that
/// starts and is used by it alone, and curl_multi_wakeup(3) may be called from any thread.
@safe
final class MultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer

    init() {
        guard let pointer = unsafe curl_multi_init() else { preconditionFailure("curl_multi_init found no memory") }
        unsafe self.pointer = unsafe pointer
    }

    /// Closes the kept connections; the last call on this handle. Not left to a `deinit`, because the loop's end is a
    /// moment that ``Client/close()`` promises, and the last reference goes somewhat later.
    func close() { unsafe _ = curl_multi_cleanup(pointer) }

    func add(_ easy: EasyHandle) throws(Failure) { try check(unsafe curl_multi_add_handle(pointer, easy.pointer)) }

    /// Ends the transfer of this handle wherever it stands; its connection is closed unless it is idle.
    func remove(_ easy: EasyHandle) { unsafe _ = curl_multi_remove_handle(pointer, easy.pointer) }

    /// Reads and writes what can be without waiting (curl_multi_perform(3)).
    func perform() throws(Failure) {
        var running: Int32 = 0
        try check(unsafe curl_multi_perform(pointer, &running))
    }

    /// A transfer that ended and was not named here before (curl_multi_info_read(3)).
    func nextEnded() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
        var remaining: Int32 = 0
        while let message = unsafe curl_multi_info_read(pointer, &remaining) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle else {
                continue
            }
            return unsafe (easy, message.pointee.data.result)
        }
        return nil
    }

    /// Waits until a descriptor is ready, a time-out is due, or someone calls ``wakeUp()`` (curl_multi_poll(3)).
    func wait() throws(Failure) { try check(unsafe curl_multi_poll(pointer, nil, 0, Int32.max, nil)) }

    /// Makes the present or the next ``wait()`` return at once; from any thread (curl_multi_wakeup(3)).
    func wakeUp() { unsafe _ = curl_multi_wakeup(pointer) }

    private func check(_ code: CURLMcode) throws(Failure) {
        guard code == CURLM_OK else {
            throw Failure(
                CURLE_FAILED_INIT, unsafe "\(String(cString: curl_multi_strerror(code))) (multi error \(code.rawValue))"
            )
        }
    }
}
