import EngineIO
import JSON

import SocketIO

// How packets and values look in the logs of these tests:
//
//     connect /admin {"token":"t"}
//     event / hey ["Jude",<01 02>] id 7
//
// Attachments stand where their placeholders stood.

func worded(_ bytes: [UInt8]) -> String {
    "<" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ") + ">"
}

func worded(_ message: Message) -> String {
    switch message {
    case .text(let text): String(decoding: text, as: UTF8.self)
    case .binary(let bytes): worded(bytes)
    }
}

func worded(_ arguments: Arguments) -> String {
    "[" + arguments.elements.map { worded($0, in: arguments) }.joined(separator: ",") + "]"
}

private func worded(_ element: Element, in arguments: Arguments) -> String {
    if let attachment = arguments.attachment(for: element) { return worded(attachment) }
    switch element.kind {
    case .array: return "[" + element.elements.map { worded($0, in: arguments) }.joined(separator: ",") + "]"
    case .object:
        let members = element.members.map { "\"\($0.name)\":\(worded($0.value, in: arguments))" }
        return "{" + members.joined(separator: ",") + "}"
    case .null, .bool, .number, .string, .ellipsis: return element.text
    }
}

func worded(_ packet: SocketIO.Packet) -> String {
    let id = packet.id.map { " id \($0)" } ?? ""
    switch packet.content {
    case .connect(let document):
        return "connect \(packet.namespace)" + (document.map { " \($0.root.text)" } ?? "")
    case .disconnect: return "disconnect \(packet.namespace)"
    case .event(let name, let arguments): return "event \(packet.namespace) \(name) \(worded(arguments))\(id)"
    case .acknowledgement(let arguments): return "ack \(packet.namespace) \(worded(arguments))\(id)"
    case .connectError(let document): return "connect error \(packet.namespace) \(document.root.text)"
    }
}

func message(_ text: String) -> Message { .text(Array(text.utf8)) }

/// The packets that `messages` are, in words; behind them what is wrong with the first that is none.
func packets(_ messages: Message..., limits: SocketIO.Limits = .standard) -> [String] {
    var assembler = PacketAssembler(limits: limits)
    var log: [String] = []
    for message in messages {
        do throws(SocketIO.PacketError) {
            if let packet = try assembler.receive(message) { log.append(worded(packet)) }
        } catch {
            log.append("\(error.rule) at \(error.offset)")
        }
    }
    return log
}

func packet(_ text: String) -> String { packets(message(text)).joined(separator: " | ") }
