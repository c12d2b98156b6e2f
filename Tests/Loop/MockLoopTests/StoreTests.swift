import Files
import JSON
import LoopDomain
import MockLoop
import Testing

/// The store by itself: no socket, no clock, no disk.
@Suite("Store", .timeLimit(.minutes(5)))
struct StoreTests {
    private let demo = Demo.path
    private let now = Timestamp(microsecondsSinceEpoch: 1_622_528_901_288_442)

    private func makeStore(seed: UInt64 = 1) -> Store {
        var store = Store(seed: seed, account: Account(username: "u", password: "p"))
        store.put(Demo.project(host: "http://loop", at: now))
        return store
    }

    /// A file that is not there: the store never looks.
    private func file() -> OwnedFile { OwnedFile(path: "/nonexistent/model", byteCount: 1) }

    private func upload(_ store: inout Store, _ format: String = "a") throws -> TrainedModel {
        let draft = try store.draftModel(in: demo, format: format)
        return try store.complete(draft, file: file(), contributed: [], host: "http://loop", at: now)
    }

    private func project(_ store: Store) throws -> Project { store.projects[try store.place(of: demo)] }

    @Test
    func `the next version is a whole one above the highest`() throws {
        var store = makeStore()
        #expect(try upload(&store).version == "2.0")
        #expect(try upload(&store).version == "3.0")
    }

    @Test
    func `a draft is nobody's model until it is complete`() throws {
        var store = makeStore()
        let before = try project(store).models.listing(format: nil)
        let draft = try store.draftModel(in: demo, format: "a")
        #expect(try project(store).models.listing(format: nil) == before)
        #expect(throws: Refusal.unknownModel(id: draft.id, demo)) { try store.model(draft.id, in: demo) }
    }

    @Test
    func `a version that was not used is given again`() throws {
        var store = makeStore()
        let draft = try store.draftModel(in: demo, format: "a")
        store.discard(draft)
        #expect(try upload(&store).version == "2.0")
    }

    @Test
    func `two drafts at a time have two versions, whichever is completed`() throws {
        var store = makeStore()
        let first = try store.draftModel(in: demo, format: "a")
        let second = try store.draftModel(in: demo, format: "a")
        #expect([first.version, second.version] == ["2.0", "3.0"])
        _ = try store.complete(second, file: file(), contributed: [], host: "", at: now)
        store.discard(first)
        // 3.0 is in use, so 2.0 stays a gap: versions only go up.
        #expect(try upload(&store).version == "4.0")
    }

    @Test
    func `two drafts that both come to nothing leave no gap`() throws {
        for firstGoesFirst in [true, false] {
            var store = makeStore()
            let first = try store.draftModel(in: demo, format: "a")
            let second = try store.draftModel(in: demo, format: "a")
            for draft in firstGoesFirst ? [first, second] : [second, first] { store.discard(draft) }
            #expect(try upload(&store).version == "2.0", "first goes first: \(firstGoesFirst)")
        }
    }

    @Test
    func `a format of an older model is listed at that model's place`() throws {
        var store = makeStore()
        let late = try upload(&store, "x")
        let early = Demo.models[0].id
        let added = try store.put(file(), format: "x", ofModel: early, in: demo)
        #expect(added.formats == ["mocked", "x"])
        let listing = try Value(parsing: project(store).models.listing(format: "x"))
        #expect(listing["models"]?.array?.map { $0["id"]?.string } == [early, late.id])
        // Once more is another file, not another entry.
        #expect(
            try store.put(file(), format: "x", ofModel: early, in: demo).formats == ["mocked", "x"])
        #expect(try project(store).models.listing(format: "x") == listing.bytes(style: .spaced))
    }

    @Test
    func `a listing is what its models say, in the spelling of the real one`() throws {
        var store = makeStore()
        _ = try upload(&store)
        let models = try project(store).models.all.map(\.model.json)
        let listing: Value = ["models": .array(models)]
        #expect(try project(store).models.listing(format: nil) == listing.bytes(style: .spaced))
        #expect(try project(store).models.listing(format: "nothing") == Array(#"{"models": []}"#.utf8))
    }

    @Test
    func `nothing is done for what is not there`() {
        var store = makeStore()
        let nowhere = ProjectPath(organization: "zauberzeug", project: "nothing")
        #expect(throws: Refusal.unknownProject(nowhere)) { try store.place(of: nowhere) }
        #expect(throws: Refusal.unknownProject(nowhere)) { try store.draftModel(in: nowhere, format: "a") }
        #expect(throws: Refusal.badFormatName("a/b")) { try store.draftModel(in: demo, format: "a/b") }
        #expect(throws: Refusal.unknownModel(id: "x", demo)) {
            try store.put(file(), format: "a", ofModel: "x", in: demo)
        }
        #expect(throws: Refusal.unknownFormat("a", modelID: Demo.models[0].id)) {
            try store.file(ofModel: Demo.models[0].id, format: "a", in: demo)
        }
        #expect(throws: Refusal.wrongCredentials) {
            try store.logIn(username: "u", password: "")
        }
    }

    @Test(arguments: [
        ("a", true), ("A1", true), ("yolov5_pytorch", true), ("tensorrt-8.5+x", true),
        (String(repeating: "a", count: 64), true),
        ("", false), ("_a", false), (".", false), ("..", false), ("a b", false), ("ä", false), ("a\u{0}", false),
        (String(repeating: "a", count: 65), false), ("@", false), ("[", false), ("`", false), ("{", false),
    ])
    func `the name of a format can stand in a path and in a file name`(name: String, isOne: Bool) {
        let store = makeStore()
        let isTaken = (try? store.checkUpload(to: demo, format: name)) != nil
        #expect(isTaken == isOne)
    }

    @Test
    func `sessions are bounded, and the oldest ends first`() throws {
        var store = makeStore()
        let first = try store.logIn(username: "u", password: "p")
        let second = try store.logIn(username: "u", password: "p")
        for _ in 2..<Sessions.countLimit {
            _ = try store.logIn(username: "u", password: "p")
        }
        #expect(store.sessions.count == Sessions.countLimit && store.sessions.visitor(showing: first) == .user)
        _ = try store.logIn(username: "", password: "")
        #expect(store.sessions.count == Sessions.countLimit)
        #expect(store.sessions.visitor(showing: first) == nil && store.sessions.visitor(showing: second) == .user)
        store.logOut(second)
        store.logOut(second)
        #expect(store.sessions.count == Sessions.countLimit - 1)
    }

    @Test
    func `the seed determines every id and token`() throws {
        func draw(_ seed: UInt64) throws -> [String] {
            var store = makeStore(seed: seed)
            return try [
                upload(&store).id, store.logIn(username: "u", password: "p"),
                upload(&store).id,
            ]
        }
        #expect(try draw(3) == draw(3))
        #expect(try Set(draw(3)).isDisjoint(with: draw(4)))
    }
}
