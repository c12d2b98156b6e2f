/// A fault that was met.
struct FaultRecord {
    /// What met it.
    enum Subject {
        case request(ExchangeRecord)
        case event(String, Peer)
    }

    let fault: Int
    let action: Fault.Action
    let subject: Subject
}
