internal import Bytes
internal import HTTP1

/// Whether a request must show who sends it.
public enum Authentication: String, Sendable, CaseIterable {
    /// Whoever shows nothing is let in; who shows something wrong is refused, where the real Loop would look.
    case lenient
    /// Who shows nothing is refused as well, where the real Loop does so.
    case strict
}

/// What a request shows of who sends it, by the ways of all library versions.
enum Credentials: Equatable {
    case none
    /// HTTP Basic, up to version 0.1.4.
    case basic(username: String, password: String)
    /// A token from `POST /api/token`, up to 0.7.52, or the cookie from `POST /api/login`, since 0.7.53.
    case session(String)
    /// An `Authorization` field of another scheme, or one that cannot be read.
    case unreadable

    /// The name of the session's cookie; no client looks at it.
    static let cookieName = "session"

    init(_ fields: FieldSection) {
        if let authorization = fields.firstValue(of: "authorization") {
            self = Self.authorization(authorization)
        } else if let cookie = Self.cookie(in: fields) {
            self = .session(cookie)
        } else {
            self = .none
        }
    }

    private static func authorization(_ value: ArraySlice<UInt8>) -> Credentials {
        let scheme = value.prefix { $0 != ASCII.space }
        let rest = value[scheme.endIndex...].trimmingWhiteSpace
        if scheme.equalsIgnoringCase("bearer") { return .session(String(decoding: rest, as: UTF8.self)) }
        guard scheme.equalsIgnoringCase("basic"), let text = Base64.decode(rest) else { return .unreadable }
        let username = text.prefix { $0 != ASCII.colon }
        guard username.endIndex < text.endIndex else { return .unreadable }
        return .basic(
            username: String(decoding: username, as: UTF8.self),
            password: String(decoding: text[(username.endIndex + 1)...], as: UTF8.self))
    }

    /// The session's cookie (RFC 6265, section 4.2); cookies of others are none of ours.
    static func cookie(in fields: FieldSection) -> String? {
        for value in fields.values(of: "cookie") {
            for pair in value.split(separator: ASCII.semicolon).map(\.trimmingWhiteSpace) {
                let name = pair.prefix { $0 != ASCII.equals }
                if name.equals("session"), name.endIndex < pair.endIndex {
                    return String(decoding: pair[(name.endIndex + 1)...], as: UTF8.self)
                }
            }
        }
        return nil
    }
}

extension Route {
    /// Whether somebody who shows nothing is let in even by a strict Loop.
    ///
    /// Detectors send their images without login, in every version; models are downloaded without it from 0.7.56 on.
    func isOpen(method: String) -> Bool {
        switch self {
        case .status, .logIn, .logOut, .token: true
        case .modelFile: method != "PUT"
        case .images: method == "POST"
        case .projects, .generator, .project, .data, .picture, .noveltyScores, .detections, .models, .newModel,
            .trainings,
            .trainedModel, .detectors, .deploymentTarget, .deploymentImages:
            false
        }
    }

    /// Whether a node that logged in without a name is let in by a strict Loop: as a detector, and as nothing else.
    func isForGuests(method: String) -> Bool {
        switch self {
        case .models, .detectors, .deploymentTarget: true
        case .status, .logIn, .logOut, .token, .projects, .generator, .project, .data, .images, .picture,
            .noveltyScores,
            .detections, .newModel, .modelFile, .trainings, .trainedModel, .deploymentImages:
            isOpen(method: method)
        }
    }
}
