/// The one account of a mock Loop.
public struct Account: Sendable, Hashable {
    /// The name to log in with.
    public var username: String
    /// The password to log in with.
    public var password: String

    /// An account with a name and a password.
    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}

/// Who is logged in: the cookies and tokens that were given out.
///
/// None of them ends by itself. Library versions from 0.1.5 to 0.7.52 fetch one token for the life of their process; a
/// Loop that lets it end locks them out.
package struct Sessions: Sendable {
    package let account: Account
    private var open: Set<String> = []
    private var order: [String] = []

    /// Sessions that are open at most; then the oldest ends. A thousand nodes with ten logins each fit.
    package static let countLimit = 10_000

    init(account: Account) { self.account = account }

    package var count: Int { open.count }

    package func contains(_ token: some StringProtocol) -> Bool { open.contains(String(token)) }

    mutating func insert(_ token: String) {
        if order.count >= Self.countLimit { open.remove(order.removeFirst()) }
        open.insert(token)
        order.append(token)
    }

    mutating func remove(_ token: String) {
        guard open.remove(token) != nil else { return }
        order.removeAll { $0 == token }
    }
}

extension Store {
    /// Begins a session.
    ///
    /// - Parameter isNameless: whether somebody who gives neither name nor password is let in.
    /// - Returns: what the client shows from now on, as cookie or as token.
    package mutating func logIn(
        username: String, password: String, lettingInNameless isNameless: Bool
    ) throws(Refusal) -> String {
        let account = sessions.account
        guard
            username == account.username && password == account.password
                || isNameless && username.isEmpty && password.isEmpty
        else { throw .wrongCredentials }
        let token = newID().filter { $0 != "-" }
        sessions.insert(token)
        return token
    }

    /// Ends a session; one that is not open is none to end.
    package mutating func logOut(_ token: String) { sessions.remove(token) }
}
