/// An object of OpenSSL that is ours, and is given back with the handle.
@safe struct Handle: ~Copyable {
    let pointer: OpaquePointer
    private let release: (OpaquePointer?) -> Void

    /// Takes over what `make` gives.
    ///
    /// - Parameter release: the function that frees it.
    init(
        releasedBy release: @escaping (OpaquePointer?) -> Void, _ make: () -> OpaquePointer?
    ) throws(LibraryError) {
        unsafe pointer = try LibraryError.check(make)
        unsafe self.release = release
    }

    deinit { unsafe release(pointer) }
}
