/// An event as an application gets it.
package struct ReceivedEvent {
    package let name: String
    package let arguments: Arguments
    /// Gives the acknowledgement that the peer waits for; nil when it does not.
    package let acknowledge: Acknowledgement?

    package init(name: String, arguments: Arguments, acknowledge: Acknowledgement?) {
        self.name = name
        self.arguments = arguments
        self.acknowledge = acknowledge
    }
}

/// The acknowledgement of one event. Only the first call sends anything.
package final class Acknowledgement {
    private var give: ((Payload) -> Void)?

    package init(_ give: @escaping (Payload) -> Void) { self.give = give }

    package func callAsFunction(_ payload: Payload = Payload()) { give.take()?(payload) }
}

/// Those who wait for acknowledgements, by the tokens that a connection knows them by.
package struct AcknowledgementWaiters {
    package typealias Completion = (Result<Arguments, AcknowledgementFailure>) -> Void

    private var completions: [Int: Completion] = [:]
    private var lastToken = 0

    package init() {}

    /// Lets `completion` wait while `send` sends the event with the token that it gets.
    ///
    /// - Throws: what `send` throws; then nobody waits.
    package mutating func wait(
        _ completion: @escaping Completion, while send: (Int) throws(LocalError) -> Void
    ) throws(LocalError) {
        lastToken += 1
        let token = lastToken
        completions[token] = completion
        do throws(LocalError) {
            try send(token)
        } catch {
            completions[token] = nil
            throw error
        }
    }

    /// Takes out who waits with `token`, to be told.
    package mutating func take(_ token: Int) -> Completion? { completions.removeValue(forKey: token) }
}
