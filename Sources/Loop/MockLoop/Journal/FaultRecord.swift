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
    /// The number of the connection that it came by.
    let connection: Int

    init(_ fault: Fault, metBy exchange: ExchangeRecord) {
        self.init(fault, .request(exchange), connection: exchange.connection)
    }

    init(_ fault: Fault, metBy event: String, of peer: Peer) {
        self.init(fault, .event(event, peer), connection: peer.connection)
    }

    private init(_ fault: Fault, _ subject: Subject, connection: Int) {
        self.fault = fault.id
        action = fault.action
        self.subject = subject
        self.connection = connection
    }
}
