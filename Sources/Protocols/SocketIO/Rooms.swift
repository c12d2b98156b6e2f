/// Who is in which room.
package struct Rooms<Member: Hashable & Sendable>: Sendable {
    private var members: [String: Set<Member>] = [:]
    private var rooms: [Member: Set<String>] = [:]

    package init() {}

    package mutating func join(_ room: String, _ member: Member) {
        members[room, default: []].insert(member)
        rooms[member, default: []].insert(room)
    }

    package mutating func leave(_ room: String, _ member: Member) {
        remove(member, from: room)
        rooms[member]?.remove(room)
        if rooms[member]?.isEmpty ?? false { rooms[member] = nil }
    }

    package mutating func leaveAll(_ member: Member) {
        for room in rooms.removeValue(forKey: member) ?? [] { remove(member, from: room) }
    }

    private mutating func remove(_ member: Member, from room: String) {
        members[room]?.remove(member)
        if members[room]?.isEmpty ?? false { members[room] = nil }
    }

    /// The rooms that `member` is in.
    package func rooms(of member: Member) -> Set<String> { rooms[member] ?? [] }

    /// Who is in any of `rooms` and in none of `excluded`: each once.
    package func members(ofAny rooms: Set<String>, except excluded: Set<String> = []) -> Set<Member> {
        var found: Set<Member> = []
        for room in rooms { found.formUnion(members[room] ?? []) }
        for room in excluded { found.subtract(members[room] ?? []) }
        return found
    }
}
