import TestSupport
import Testing

/// This package keeps to its layout.
@Suite struct LayoutTests {
    @Test func `sources and tests keep to the layout`() throws {
        let checker = LayoutChecker(layout: .product, tree: try SourceTree(readingFrom: SourceTree.root))
        for violation in checker.violations { Issue.record("\(violation)") }
    }

    @Test(arguments: Layout.product.rooms)
    func `a room uses only rooms above it in the list and on no higher floor`(room: Layout.Room) throws {
        let rooms = Layout.product.rooms
        let floors = Layout.Floor.allCases
        let place = try #require(rooms.firstIndex { $0.name == room.name })
        for name in room.rooms {
            let usedPlace = try #require(rooms.firstIndex { $0.name == name }, "\(name) is no room")
            let usedFloor = try #require(floors.firstIndex(of: rooms[usedPlace].floor))
            let floor = try #require(floors.firstIndex(of: room.floor))
            #expect(usedPlace < place, "\(name) stands below \(room.name)")
            #expect(usedFloor <= floor, "\(name) is on a higher floor than \(room.name)")
        }
    }

    @Test(arguments: [
        ("Yams", ["Scenario"]), ("ArgumentParser", ["MockLoopTool"]), ("Subprocess", ["Processes"]),
        ("CCurl", ["HTTPClient"]), ("CZip", ["ModelArchive"]), ("CLinux", ["POSIX", "Sockets"]),
        ("MockLoop", ["MockLoopTool"]), ("LoopNode", ["MockLoopTool"]), ("COpenSSL", ["WebSocket", "TLS", "LoopNode"]),
        ("CZlib", ["Compression"]), ("CTurboJPEG", ["JPEG"]),
    ])
    func `a library stands behind one door`(module: String, users: [String]) {
        #expect(Layout.product.rooms.filter { $0.allowed.contains(module) }.map(\.name) == users)
    }

    @Test func `protocols do without Foundation`() {
        for room in Layout.product.rooms where room.floor == .protocols {
            #expect(!room.allowed.contains { $0.hasPrefix("Foundation") }, "\(room.name)")
        }
    }
}
