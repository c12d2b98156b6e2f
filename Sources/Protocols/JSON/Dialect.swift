/// Which texts are accepted.
package enum Dialect: Sendable, Equatable {
    /// RFC 8259 and nothing else: what goes over a wire.
    case strict

    /// JSON as people write it in documents, where an answer is an example:
    ///
    /// - `...` (or `…`, which some editors make of it) stands for more members of an object or more elements of an array.
    ///   A comma before it, after it, both or none will do, so it may have a line of its own.
    /// - `...` in the place of a member's value stands for any value.
    /// - One comma after the last element or member is forgiven.
    ///
    /// A text that is just `...` is still refused. See ``Element/Kind/ellipsis`` and ``Element/isOpen`` for what a reader gets.
    case example
}
