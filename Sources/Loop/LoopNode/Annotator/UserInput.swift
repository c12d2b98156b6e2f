internal import JSON
public import LoopDomain

/// What a person did with the mouse or the keys in an image that is being annotated.
public struct UserInput: Sendable, Hashable {
    /// What was done.
    public enum Event: Sendable, Hashable {
        case leftMouseDown, rightMouseDown, mouseMove, leftMouseUp, rightMouseUp, keyUp, keyDown
        case other(String)
    }

    /// The browser window of a person, whose inputs belong together.
    public var frontendID: String
    /// Where the mouse was, in pixels of the image.
    public var coordinate: Shape.Point
    /// What was done.
    public var event: Event
    /// The project of the image.
    public var project: ProjectPath
    /// The image's id.
    public var imageID: String
    /// The category that is being annotated.
    public var category: Category
    /// The key that was let go: `Enter`.
    public var keyUp: String?
    /// The key that was pressed.
    public var keyDown: String?
    /// How closely an outline is to follow what it surrounds, in pixels.
    public var epsilon: Double?
    /// Whether the shift key was held; nil where it is not said.
    public var isShiftKeyPressed: Bool?

    /// An input; what is not given is not said.
    public init(
        frontendID: String, coordinate: Shape.Point, event: Event, project: ProjectPath, imageID: String,
        category: Category, keyUp: String? = nil, keyDown: String? = nil, epsilon: Double? = nil,
        isShiftKeyPressed: Bool? = nil
    ) {
        self.frontendID = frontendID
        self.coordinate = coordinate
        self.event = event
        self.project = project
        self.imageID = imageID
        self.category = category
        self.keyUp = keyUp
        self.keyDown = keyDown
        self.epsilon = epsilon
        self.isShiftKeyPressed = isShiftKeyPressed
    }

    /// Whether the person gives up what was begun.
    var isEscape: Bool { keyUp == "Escape" }
}

extension UserInput.Event {
    /// The event with the word on the wire; any other word is kept.
    public init(word: String) {
        switch word {
        case "left_mouse_down": self = .leftMouseDown
        case "right_mouse_down": self = .rightMouseDown
        case "mouse_move": self = .mouseMove
        case "left_mouse_up": self = .leftMouseUp
        case "right_mouse_up": self = .rightMouseUp
        case "key_up": self = .keyUp
        case "key_down": self = .keyDown
        default: self = .other(word)
        }
    }
}

extension UserInput {
    /// Reads the argument of `handle_user_input`.
    ///
    /// - Throws: ``NodeError/malformedEvent(reason:)`` that names the member.
    init(json: Value) throws(NodeError) {
        let input = MemberReader(json, in: "user input")
        let data = try input.object("data")
        let context = try data.object("context")
        let coordinate = try data.object("coordinate")
        do throws(DomainError) {
            category = try Category(json: data.value["category"] ?? nil)
        } catch {
            throw .malformedEvent(reason: error.what)
        }
        frontendID = try input.text("frontend_id")
        self.coordinate = Shape.Point(x: try coordinate.integer("x"), y: try coordinate.integer("y"))
        event = Event(word: try data.text("event_type"))
        project = ProjectPath(
            organization: try context.text("organization"), project: try context.text("project"))
        imageID = try data.text("image_uuid")
        keyUp = data.value["key_up"]?.string
        keyDown = data.value["key_down"]?.string
        epsilon = data.value["epsilon"]?.double
        isShiftKeyPressed = data.value["is_shift_key_pressed"]?.bool
    }
}

/// Reads members of an object that must be there.
private struct MemberReader {
    let value: Value
    private let place: String

    init(_ value: Value, in place: String) {
        self.value = value
        self.place = place
    }

    func text(_ name: String) throws(NodeError) -> String {
        guard let text = value[name]?.string else { throw wrong(name, "a text") }
        return text
    }

    func integer(_ name: String) throws(NodeError) -> Int {
        guard let integer = value[name]?.int else { throw wrong(name, "a whole number") }
        return integer
    }

    func object(_ name: String) throws(NodeError) -> MemberReader {
        guard let member = value[name], member.object != nil else { throw wrong(name, "an object") }
        return MemberReader(member, in: "\(place).\(name)")
    }

    private func wrong(_ name: String, _ wanted: String) -> NodeError {
        .malformedEvent(reason: "\(place).\(name) must be \(wanted)")
    }
}
