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
    private var open: [String: Visitor] = [:]
    private var order: [String] = []

    /// Sessions that are open at most; then the oldest ends. A thousand nodes with ten logins each fit.
    package static let countLimit = 10_000

    init(account: Account) { self.account = account }

    package var count: Int { open.count }

    /// Who shows `token`; nil when that is none of ours.
    package func visitor(showing token: some StringProtocol) -> Visitor? { open[String(token)] }

    mutating func insert(_ token: String, of visitor: Visitor) {
        if order.count >= Self.countLimit { open[order.removeFirst()] = nil }
        open[token] = visitor
        order.append(token)
    }

    mutating func remove(_ token: String) {
        guard open.removeValue(forKey: token) != nil else { return }
        order.removeAll { $0 == token }
    }
}

/// Whom a Loop has before it.
package enum Visitor: Sendable, Hashable {
    /// Somebody who gave the name and the password.
    case user
    /// A node that was given neither and logs in all the same, as detectors do from version 0.16 on: it gets a cookie,
    /// without which it would not go on.
    case guest
}

extension Store {
    /// Begins a session.
    ///
    /// - Returns: what the client shows from now on, as cookie or as token.
    package mutating func logIn(username: String, password: String) throws(Refusal) -> String {
        let visitor: Visitor
        switch (username, password) {
        case (sessions.account.username, sessions.account.password): visitor = .user
        case ("", ""): visitor = .guest
        default: throw .wrongCredentials
        }
        var token: String
        // After a reset ids begin anew, and the tokens that were given out before are still in use.
        repeat { token = newID().filter { $0 != "-" } } while sessions.visitor(showing: token) != nil
        sessions.insert(token, of: visitor)
        return token
    }

    /// Ends a session; one that is not open is none to end.
    package mutating func logOut(_ token: String) { sessions.remove(token) }
}
