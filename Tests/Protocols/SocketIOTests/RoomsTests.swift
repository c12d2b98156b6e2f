import SocketIO
import TestSupport
import Testing

@Suite("Rooms of a namespace")
struct RoomsTests {
    @Test(.requirements("SIO-RM-01"))
    func `whoever is in several rooms is there once`() {
        var rooms = Rooms<Int>()
        for member in [1, 2, 3] { rooms.join("a", member) }
        for member in [2, 4] { rooms.join("b", member) }
        rooms.join("a", 1)
        #expect(rooms.members(ofAny: ["a"]) == [1, 2, 3])
        #expect(rooms.members(ofAny: ["a", "b", "c"]) == [1, 2, 3, 4])
        #expect(rooms.members(ofAny: ["a", "b"], except: ["b"]) == [1, 3])
        #expect(rooms.members(ofAny: ["a"], except: ["a"]) == [])
        #expect(rooms.members(ofAny: []) == [])
        #expect(rooms.rooms(of: 2) == ["a", "b"])
    }

    @Test(.requirements("SIO-RM-01"))
    func `whoever leaves is not there`() {
        var rooms = Rooms<Int>()
        for member in [1, 2] {
            rooms.join("a", member)
            rooms.join("b", member)
        }
        rooms.leave("a", 1)
        rooms.leave("a", 1)
        rooms.leave("c", 1)
        #expect(rooms.members(ofAny: ["a"]) == [2])
        #expect(rooms.members(ofAny: ["b"]) == [1, 2])
        rooms.leaveAll(2)
        #expect(rooms.members(ofAny: ["a", "b"]) == [1])
        rooms.leaveAll(2)
        #expect(rooms.rooms(of: 2) == [])
        rooms.leave("b", 1)
        #expect(rooms.members(ofAny: ["a", "b"]) == [] && rooms.rooms(of: 1) == [])
    }
}
