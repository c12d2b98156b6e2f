internal import JSON

extension Fault {
    /// The fault as the control interface takes it; null for none.
    func body(_ values: [String: String]) throws -> Value {
        guard case .arm(let action, let target, let count, let delay) = self else { return .null }
        var body: Value = ["action": try action.value(values), "count": .number(Number(count))]
        switch target {
        case nil: break
        case .request(let pattern):
            body["method"] = pattern.method.map { .string($0) }
            body["path"] = .string(try pattern.path.text(values))
        case .event(let name, let node):
            body["event"] = .string(try name.text(values))
            body["node"] = try node.map { .string(try $0.text(values)) }
        }
        body["delay"] = delay.map { .number(Number($0.inSeconds)) }
        return body
    }
}

extension Fault.Action {
    fileprivate func value(_ values: [String: String]) throws -> Value {
        switch self {
        case .status(let status): ["status": .number(Number(status))]
        case .acknowledge(let json): ["acknowledge": try json.value(values)]
        case .hang: "hang"
        case .cut: "cut"
        case .cutBody: "cut_body"
        case .late: "late"
        }
    }
}
