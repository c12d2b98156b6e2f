/// Which rooms (modules) the product has, on which floor, and what each of them may import.
///
/// The compiler does not hold modules to this: it accepts an import of any module that was built before. So the tests
/// do. The list below is written apart from `Package.swift` on purpose: to widen what a room may use takes two edits
/// and therefore a thought.
struct Layout: Sendable {
    /// The floors, lowest first. A room never uses a room of a higher floor.
    enum Floor: String, CaseIterable, Sendable {
        case system = "System"
        case protocols = "Protocols"
        case network = "Network"
        case loop = "Loop"
        case checks = "Checks"
        case tool = "Tool"
    }

    struct Room: Sendable {
        /// The module's name; its sources are in `Sources/<floor>/<name>`.
        let name: String
        let floor: Floor
        /// The rooms it may import: exactly those that `Package.swift` lets it depend on.
        let rooms: [String]
        /// The modules of packages it may import.
        let packages: [String]
        /// The modules of the toolchain and of the C library it may import.
        let toolchain: [String]

        var allowed: [String] { rooms + packages + toolchain }
    }

    /// In the order of the manifest: a room uses only rooms that stand above it.
    let rooms: [Room]

    /// Folders below `Tests` that mirror no room.
    let otherTests: Set<String>

    func room(_ name: String) -> Room? { rooms.first { $0.name == name } }
}

extension Layout {
    /// The layout of this package.
    static let product = Layout(
        rooms: [
            // C libraries of the system: a module map and a header, no Swift code.
            .library("CLinux"),
            .library("CCurl"),
            .library("CZip"),
            .library("COpenSSL"),
            .library("CZlib"),
            .library("CTurboJPEG"),

            // Bytes and time in, events and bytes out. No Foundation; Bytes may call memchr and the like.
            .room("Bytes", .protocols, toolchain: cLibrary),
            .room("JSON", .protocols, toolchain: []),
            .room("HTTP1", .protocols, ["Bytes"], toolchain: []),
            .room("Compression", .protocols, ["CZlib"], toolchain: []),
            .room("WebSocket", .protocols, ["COpenSSL", "Compression", "HTTP1", "Bytes"], toolchain: []),
            .room("EngineIO", .protocols, ["HTTP1", "JSON", "Bytes"], toolchain: []),
            .room("SocketIO", .protocols, ["EngineIO", "JSON", "Bytes"], toolchain: []),

            // The only floor with descriptors, threads, processes and a clock.
            .room("POSIX", .network, ["CLinux"]),
            .room("Files", .network, ["POSIX"]),
            .room("TLS", .network, ["COpenSSL", "POSIX", "Bytes"]),
            .room("Sockets", .network, ["CLinux", "TLS", "POSIX", "Bytes"]),
            .room("HTTPServer", .network, ["Sockets", "TLS", "POSIX", "HTTP1", "Bytes"]),
            .room(
                "WebSocketTransport", .network,
                ["HTTPServer", "Sockets", "POSIX", "EngineIO", "WebSocket", "HTTP1", "Bytes"]),
            .room(
                "SocketIOServer", .network,
                [
                    "WebSocketTransport", "HTTPServer", "Sockets", "SocketIO", "EngineIO", "WebSocket", "Compression",
                    "HTTP1", "JSON", "Bytes",
                ]),
            .room(
                "SocketIOClient", .network,
                ["WebSocketTransport", "Sockets", "SocketIO", "EngineIO", "WebSocket", "HTTP1", "JSON", "Bytes"]),
            .room("HTTPClient", .network, ["CCurl", "POSIX", "Bytes"]),
            .room("Processes", .network, ["POSIX", "Bytes"], packages: ["Subprocess", "SystemPackage"]),

            // What exists, the server that pretends, the nodes that talk to it. Neither of the two knows the other.
            .room("LoopDomain", .loop, ["JSON", "Bytes"]),
            .room("ModelArchive", .loop, ["CZip", "POSIX"]),
            .room("JPEG", .loop, ["CTurboJPEG"]),
            .room(
                "MockLoop", .loop,
                [
                    "LoopDomain", "ModelArchive", "JPEG", "SocketIOServer", "SocketIOClient", "HTTPServer", "Sockets",
                    "TLS", "Files", "POSIX", "SocketIO", "EngineIO", "HTTP1", "JSON", "Bytes",
                ],
                packages: ["Logging"]),
            .room(
                "LoopNode", .loop,
                [
                    "COpenSSL", "LoopDomain", "ModelArchive", "JPEG", "SocketIOClient", "SocketIOServer", "HTTPServer",
                    "HTTPClient",
                    "Sockets", "TLS", "Files", "Processes", "POSIX", "SocketIO", "EngineIO", "HTTP1", "JSON", "Bytes",
                ],
                packages: ["Logging"]),

            // What is required, stories told step by step, the servers that outside suites judge.
            .room("Requirements", .checks),
            .room(
                "Fixtures", .checks,
                [
                    "SocketIOClient", "SocketIOServer", "WebSocketTransport", "HTTPServer", "Sockets", "TLS", "Files",
                    "POSIX", "SocketIO", "EngineIO", "WebSocket", "HTTP1", "JSON", "Bytes",
                ]),
            .room(
                "Scenario", .checks, ["HTTPClient", "Processes", "ModelArchive", "JSON", "Bytes"],
                packages: ["Yams"]),

            // Arguments in, text and exit codes out.
            .room(
                "MockLoopTool", .tool,
                [
                    "MockLoop", "LoopNode", "LoopDomain", "Scenario", "Fixtures", "SocketIOServer", "EngineIO",
                    "WebSocket",
                    "HTTPClient", "Files", "POSIX", "JSON",
                ],
                // The last three are examples of this package, which use what everybody may use.
                packages: ["Logging", "ArgumentParser", "Blobs", "Colours", "Polygons"]),
        ],
        otherTests: [
            "Support/TestSupport", "Support/TestSupportTests", "Support/LayoutTests",
            "Support/Simulation", "Support/SimulationTests", "Support/QuickTrainer",
            "Fuzz/HTTP1Fuzz", "Fuzz/MultipartFuzz", "Fuzz/JSONFuzz", "Fuzz/WebSocketFuzz", "Fuzz/EngineIOFuzz",
            "Fuzz/SocketIOFuzz", "Fuzz/ScenarioFuzz",
        ]
    )

    private static let cLibrary = ["Glibc", "Musl", "Darwin"]
    fileprivate static let systemWide =
        cLibrary + ["Foundation", "FoundationEssentials", "Dispatch", "Synchronization"]
}

extension Layout.Room {
    fileprivate static func library(_ name: String) -> Self {
        Self(name: name, floor: .system, rooms: [], packages: [], toolchain: [])
    }

    fileprivate static func room(
        _ name: String, _ floor: Layout.Floor, _ rooms: [String] = [], packages: [String] = [],
        toolchain: [String] = Layout.systemWide
    ) -> Self {
        Self(name: name, floor: floor, rooms: rooms, packages: packages, toolchain: toolchain)
    }
}
