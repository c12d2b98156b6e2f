import Files
import JSON
import LoopDomain
import MockLoop
import Testing

/// The images of a store: values, with no disk and no clock.
@Suite("Images of a store", .timeLimit(.minutes(5)))
struct ImageStoreTests {
    private let demo = Demo.path
    private let nowhere = ProjectPath(organization: "zauberzeug", project: "nothing")
    private let now = Timestamp(microsecondsSinceEpoch: 1_622_528_901_288_442)

    private func makeStore() -> Store {
        var store = Store(seed: 1, account: Account(username: "u", password: "p"))
        store.put(Demo.project(host: "http://loop", at: now))
        return store
    }

    private func sent(_ metadata: String = "{}", width: Int = 4) throws -> Store.SentImage {
        Store.SentImage(
            metadata: try ImageMetadata(json: Value(parsing: metadata)),
            file: OwnedFile(path: "/nonexistent/image", byteCount: 1), width: width, height: 3)
    }

    private func marks(_ text: String) throws -> Marks { try Marks(.detections, in: Value(parsing: text)) }

    private func ids(_ store: Store, _ state: Image.State?) throws -> [String] {
        store.projects[try store.place(of: demo)].images.ids(in: state)
    }

    private func image(_ id: String, in store: Store) throws -> Image { try store.image(id, in: demo).image }

    // MARK: Coming in

    @Test
    func `images that are sent go to the inbox, or where they say, in their order`() throws {
        var store = makeStore()
        let before = try ids(store, .inbox)
        let new = try store.receive(
            [
                sent(width: 1), sent(#"{"state": "complete"}"#, width: 2), sent(#"{"state": null}"#, width: 3),
                sent(#"{"state": "trash"}"#),
            ], in: demo, at: now)
        #expect(Set(new).count == 4)
        #expect(try ids(store, .inbox) == before + [new[0], new[2]])
        #expect(try ids(store, .complete).last == new[1] && ids(store, .trash) == [new[3]])
        #expect(try image(new[2], in: store).width == 3 && image(new[2], in: store).height == 3)
        // What was thrown away is not among all.
        #expect(try ids(store, nil).suffix(3) == new.prefix(3))
    }

    @Test
    func `an image is as old as it says, else as it has been here`() throws {
        var store = makeStore()
        let new = try store.receive(
            [sent(#"{"date": "2026-01-01_12:00:00.000", "source": "r", "tags": ["a"]}"#), sent()], in: demo, at: now)
        let first = try image(new[0], in: store)
        #expect(first.created == "2026-01-01_12:00:00.000" && first.source == "r" && first.tags == ["a"])
        let second = try image(new[1], in: store)
        #expect(second.created == "2021-06-01T06:28:21.288442" && second.source == nil && second.set == .train)
    }

    /// Detectors name categories, trainers read their ids.
    @Test
    func `an annotation that names its category gets the id, where the project has one of the name`() throws {
        var store = makeStore()
        let point = { (category: String) in #"{\#(category), "x": 1, "y": 2}"# }
        let named = [
            point(#""category_name": "purple point""#), point(#""category_name": "purple point", "category_id": """#),
            point(#""category_name": "purple point", "category_id": "own""#), point(#""category_name": "nobody's""#),
        ]
        let list = named.joined(separator: ",")
        let id = try store.receive(
            [sent(#"{"point_annotations": [\#(list)], "point_detections": [\#(named[0])]}"#)], in: demo, at: now)[0]
        let image = try image(id, in: store)
        #expect(
            image.annotations.points.map { $0["category_id"]?.string } == [
                Demo.categories[1].id, Demo.categories[1].id, "own", nil,
            ])
        // What a model found is kept as it was sent.
        #expect(image.detections.points[0]["category_id"] == nil)
    }

    @Test
    func `a project that is not there takes none`() throws {
        var store = makeStore()
        let images = [try sent()]
        #expect(throws: Refusal.unknownProject(nowhere)) { try store.receive(images, in: nowhere, at: now) }
    }

    // MARK: Being asked for

    @Test
    func `every state has its images, and a question without one is for those that are of use`() throws {
        let store = makeStore()
        #expect(try ids(store, .inbox).count == 1 && ids(store, .annotate).count == 2)
        #expect(try ids(store, .review).count == 2 && ids(store, .complete).count == 10)
        #expect(try ids(store, .backlog).isEmpty && ids(store, .trash).isEmpty && ids(store, nil).count == 15)
    }

    @Test
    func `a thousand ids may be asked for at a time`() throws {
        let store = makeStore()
        let id = try ids(store, nil)[0]
        func ask(_ count: Int) throws -> Int? {
            try store.images([Substring](repeating: Substring(id), count: count), version: nil, in: demo)["images"]?
                .array?.count
        }
        #expect(try ask(0) == 0 && ask(Store.imageIDCountLimit - 1) == 999 && ask(Store.imageIDCountLimit) == 1000)
        #expect(throws: Refusal.tooManyIDs(1001)) { try ask(Store.imageIDCountLimit + 1) }
    }

    @Test
    func `only detections of the version that is asked for are shown, annotations always`() throws {
        var store = makeStore()
        let id = try ids(store, .complete)[0]
        let found = try ["1.1", "1.2", "1.2"].enumerated().map { number, version in
            (
                image: id,
                marks: try marks(
                    #"""
                    {"point_detections": [{"category_id": "c", "model_name": "\#(version)", "x": \#(number), "y": 0}]}
                    """#)
            )
        }
        try store.add(found, in: demo)
        func points(_ version: String?) throws -> Int? {
            let images = try store.images([Substring(id)], version: version, in: demo)["images"]
            #expect(images?[0]?["point_annotations"]?.array?.count == 2)
            return images?[0]?["point_detections"]?.array?.count
        }
        #expect(try points("1.2") == 2 && points("1.1") == 1 && points("9.9") == 0 && points(nil) == 3)
    }

    // MARK: Changing

    @Test
    func `detections are stored all or none`() throws {
        var store = makeStore()
        let id = try ids(store, .complete)[0]
        let found = try marks(#"{"point_detections": [{"category_id": "c", "x": 1, "y": 0}]}"#)
        #expect(throws: Refusal.unknownImage(id: "nothing", demo)) {
            try store.add([(image: id, marks: found), (image: "nothing", marks: found)], in: demo)
        }
        #expect(try image(id, in: store).detections.isEmpty)
        // Four times the same is once.
        for _ in 0..<2 { try store.add([(image: id, marks: found), (image: id, marks: found)], in: demo) }
        #expect(try image(id, in: store).detections.points.count == 1)
    }

    @Test
    func `an outline with the same id is drawn further, another one is added`() throws {
        var store = makeStore()
        let id = try ids(store, .inbox)[0]
        for (outline, shape) in [("a", "1,2"), ("b", "3,4"), ("a", "5,6"), (nil, "7,8"), (nil, "9,9")] {
            try store.addSegmentation(["id": Value(outline), "shape": .string(shape)], to: id, in: demo)
        }
        let shapes = try image(id, in: store).annotations.segmentations.map { $0["shape"]?.string }
        #expect(shapes == ["3,4", "5,6", "7,8", "9,9"])
        #expect(throws: Refusal.unknownImage(id: "x", demo)) { try store.addSegmentation([:], to: "x", in: demo) }
    }

    @Test
    func `novelty scores are kept as they were spelled, and none for nobody`() throws {
        var store = makeStore()
        let id = try ids(store, .inbox)[0]
        let score = try #require(Number(text: "0.50"))
        try store.setNoveltyScores([(image: id, score: score), (image: "nothing", score: score)], in: demo)
        #expect(try image(id, in: store).noveltyScore?.text == "0.50")
    }

    @Test
    func `an image that changes its state is listed behind those that had it`() throws {
        var store = makeStore()
        let id = try ids(store, .inbox)[0]
        #expect(try store.changeImage(id, state: .complete, set: .test, in: demo).set == .test)
        #expect(try ids(store, .inbox).isEmpty && ids(store, .complete).count == 11)
        #expect(try ids(store, .complete).last == id && ids(store, nil).count == 15)
        #expect(try store.changeImage(id, state: nil, set: .val, in: demo).state == .complete)
        #expect(try store.changeImage(id, state: .complete, set: nil, in: demo).set == .val)
        #expect(try ids(store, .complete).count == 11)
        #expect(try store.changeImage(id, state: .trash, set: nil, in: demo).state == .trash)
        #expect(try ids(store, nil).count == 14)
        #expect(throws: Refusal.unknownImage(id: "x", demo)) {
            try store.changeImage("x", state: nil, set: nil, in: demo)
        }
    }

    // MARK: Deleting

    @Test
    func `images that are kept outlive their project, and nothing else of it does`() throws {
        var store = makeStore()
        let id = try ids(store, .inbox)[0]
        try store.deleteProject(at: demo, keepingImages: true)
        #expect(try image(id, in: store).id == id)
        #expect(throws: Refusal.unknownProject(demo)) { try store.place(of: demo) }
        #expect(throws: Refusal.unknownProject(demo)) { try store.images([], version: nil, in: demo) }
        #expect(throws: Refusal.unknownProject(demo)) { try store.image("nothing", in: demo) }
        #expect(throws: Refusal.unknownProject(demo)) { try store.deleteProject(at: demo, keepingImages: false) }

        // A project that is made anew has its own, and those that were kept.
        store.put(Project(path: demo))
        #expect(try image(id, in: store).id == id)
        #expect(try ids(store, nil).isEmpty)
        try store.deleteProject(at: demo, keepingImages: false)
        #expect(throws: Refusal.unknownProject(demo)) { try store.image(id, in: demo) }
    }

    @Test
    func `other projects are found where they were before one was deleted`() throws {
        var store = makeStore()
        let paths = ["a", "b", "c"].map { ProjectPath(organization: "zauberzeug", project: $0) }
        for path in paths { store.put(Project(path: path)) }
        try store.deleteProject(at: paths[0], keepingImages: false)
        for path in [demo, paths[1], paths[2]] { #expect(store.projects[try store.place(of: path)].path == path) }
        #expect(store.projects.count == 3)
        // One that is put again takes its place.
        store.put(Project(path: demo))
        #expect(store.projects[0].path == demo && store.projects.count == 3)
    }
}
