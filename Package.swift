// swift-tools-version: 6.2
import PackageDescription

// Every target is built with these settings: the newest language rules, and no warning that survives.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A room of the product: `Sources/<floor>/<name>`.
func room(_ name: String, floor: String, uses: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: uses, path: "Sources/\(floor)/\(name)", swiftSettings: strict)
}

/// The tests of a room: `Tests/<floor>/<name>Tests`, with `data` files that they read by their paths.
func tests(of name: String, floor: String, uses: [Target.Dependency] = [], data: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name), "TestSupport"] + uses,
        path: "Tests/\(floor)/\(name)Tests",
        exclude: data,
        swiftSettings: strict
    )
}

/// A C library of the system: a module map and typed inline shims, `Sources/System/<name>`.
func library(_ name: String, pkgConfig: String, debian package: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

// The floors, lowest first. A module uses only what stands above it in this list;
// Tests/Support/LayoutTests holds the sources' imports to it, because the compiler does not.
let package = Package(
    name: "MockLoop",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "mockloop", targets: ["MockLoopTool"]),
        .library(name: "MockLoop", targets: ["MockLoop", "LoopDomain"]),
        .library(name: "LoopNode", targets: ["LoopNode", "LoopDomain"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        // Process groups, tear-down sequences and output redirection, kept by the Swift project itself.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
        // Only for the type in which swift-subprocess takes paths.
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    ],
    targets: [
        // System: C libraries, no Swift code.
        .systemLibrary(name: "CLinux", path: "Sources/System/CLinux"),
        library("CCurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
        // libzip rather than libarchive: it changes one member of an archive (model.json) and copies the others as
        // they are, without unpacking 100 MB of weights, and it writes archives that streaming readers accept.
        library("CZip", pkgConfig: "libzip", debian: "libzip-dev"),
        library("COpenSSL", pkgConfig: "openssl", debian: "libssl-dev"),
        library("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
        library("CTurboJPEG", pkgConfig: "libturbojpeg", debian: "libturbojpeg0-dev"),

        // Protocols: sans-I/O cores; bytes and time in, events and bytes out.
        room("Bytes", floor: "Protocols"),
        room("JSON", floor: "Protocols"),
        room("HTTP1", floor: "Protocols", uses: ["Bytes"]),
        room("Compression", floor: "Protocols", uses: ["CZlib"]),
        room("WebSocket", floor: "Protocols", uses: ["COpenSSL", "Compression", "HTTP1", "Bytes"]),
        room("EngineIO", floor: "Protocols", uses: ["HTTP1", "JSON", "Bytes"]),
        room("SocketIO", floor: "Protocols", uses: ["EngineIO", "JSON", "Bytes"]),

        // Network: the only floor with descriptors, threads, processes and a clock.
        room("POSIX", floor: "Network", uses: ["CLinux"]),
        room("Files", floor: "Network", uses: ["POSIX"]),
        room("TLS", floor: "Network", uses: ["COpenSSL", "POSIX", "Bytes"]),
        room("Sockets", floor: "Network", uses: ["CLinux", "TLS", "POSIX", "Bytes"]),
        room("HTTPServer", floor: "Network", uses: ["Sockets", "TLS", "POSIX", "HTTP1", "Bytes"]),
        room(
            "WebSocketTransport", floor: "Network",
            uses: ["HTTPServer", "Sockets", "POSIX", "EngineIO", "WebSocket", "HTTP1", "Bytes"]),
        room(
            "SocketIOServer", floor: "Network",
            uses: [
                "WebSocketTransport", "HTTPServer", "Sockets", "SocketIO", "EngineIO", "WebSocket", "Compression",
                "HTTP1", "JSON", "Bytes",
            ]),
        room(
            "SocketIOClient", floor: "Network",
            uses: ["WebSocketTransport", "Sockets", "SocketIO", "EngineIO", "WebSocket", "HTTP1", "JSON", "Bytes"]),
        room("HTTPClient", floor: "Network", uses: ["CCurl", "POSIX", "Bytes"]),
        room(
            "Processes", floor: "Network",
            uses: [
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"), "POSIX", "Bytes",
            ]),

        // Loop: what exists, the server that pretends, the nodes that talk to it.
        room("LoopDomain", floor: "Loop", uses: ["JSON", "Bytes"]),
        room("ModelArchive", floor: "Loop", uses: ["CZip", "POSIX"]),
        room("JPEG", floor: "Loop", uses: ["CTurboJPEG"]),
        room(
            "MockLoop", floor: "Loop",
            uses: [
                "LoopDomain", "ModelArchive", "JPEG", "SocketIOServer", "SocketIOClient", "HTTPServer", "Sockets",
                "TLS", "Files", "POSIX",
                "SocketIO", "EngineIO", "HTTP1", "JSON", "Bytes", logging,
            ]),
        room(
            "LoopNode", floor: "Loop",
            uses: [
                "COpenSSL", "LoopDomain", "ModelArchive", "JPEG", "SocketIOClient", "SocketIOServer", "HTTPServer",
                "HTTPClient",
                "Sockets", "TLS", "Files", "Processes", "POSIX", "SocketIO", "EngineIO", "HTTP1", "JSON", "Bytes",
                logging,
            ]),

        // Examples: nodes to copy from, which use what everybody may use. The tool has them, too.
        .target(
            name: "Blobs", dependencies: ["LoopNode", "LoopDomain"], path: "Examples/BlobDetector",
            exclude: ["main.swift"], sources: ["BlobDetector.swift"], swiftSettings: strict),
        .executableTarget(
            name: "BlobDetector", dependencies: ["Blobs", "LoopNode"], path: "Examples/BlobDetector",
            exclude: ["BlobDetector.swift"], sources: ["main.swift"], swiftSettings: strict),
        .target(
            name: "Colours", dependencies: ["Blobs", "LoopNode", "LoopDomain"], path: "Examples/ColourTrainer",
            exclude: ["main.swift"], swiftSettings: strict),
        .executableTarget(
            name: "ColourTrainer", dependencies: ["Colours", "LoopNode"], path: "Examples/ColourTrainer",
            exclude: ["ColourModel.swift", "ColourTrainer.swift", "ColourTraining.swift"], sources: ["main.swift"],
            swiftSettings: strict),
        .target(
            name: "Polygons", dependencies: ["LoopNode", "LoopDomain"], path: "Examples/PolygonAnnotator",
            exclude: ["main.swift"], swiftSettings: strict),
        .executableTarget(
            name: "PolygonAnnotator", dependencies: ["Polygons", "LoopNode"], path: "Examples/PolygonAnnotator",
            exclude: ["PolygonAnnotator.swift"], sources: ["main.swift"], swiftSettings: strict),

        // Checks: what is required, stories told step by step, the servers that outside suites judge.
        room("Requirements", floor: "Checks"),
        room(
            "Fixtures", floor: "Checks",
            uses: [
                "SocketIOClient", "SocketIOServer", "WebSocketTransport", "HTTPServer", "Sockets", "TLS", "Files",
                "POSIX",
                "SocketIO", "EngineIO", "WebSocket", "HTTP1", "JSON", "Bytes",
            ]),
        room(
            "Scenario", floor: "Checks",
            uses: ["HTTPClient", "Processes", "ModelArchive", "JSON", "Bytes", .product(name: "Yams", package: "Yams")]),

        // Tool: arguments in, text and exit codes out.
        .executableTarget(
            name: "MockLoopTool",
            dependencies: [
                "MockLoop", "LoopNode", "LoopDomain", "Blobs", "Colours", "Polygons", "Scenario", "Fixtures",
                "SocketIOServer",
                "EngineIO", "WebSocket",
                "HTTPClient",
                "Files", "POSIX", "JSON", logging, .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/Tool/MockLoopTool",
            swiftSettings: strict
        ),

        .target(
            name: "TestSupport", dependencies: ["Bytes", "POSIX"], path: "Tests/Support/TestSupport",
            swiftSettings: strict),
        // A program that tests start, and kill.
        .executableTarget(
            name: "QuickTrainer", dependencies: ["Colours", "LoopNode", "TestSupport", logging],
            path: "Tests/Support/QuickTrainer", swiftSettings: strict),
        .testTarget(
            name: "TestSupportTests", dependencies: ["TestSupport", "Bytes"], path: "Tests/Support/TestSupportTests",
            swiftSettings: strict),
        .target(
            name: "Simulation", dependencies: ["Sockets", "POSIX", "Bytes"], path: "Tests/Support/Simulation",
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests", dependencies: ["Simulation", "Sockets", "POSIX", "Bytes"],
            path: "Tests/Support/SimulationTests", swiftSettings: strict),
        .testTarget(
            name: "LayoutTests", dependencies: ["TestSupport"], path: "Tests/Support/LayoutTests",
            swiftSettings: strict),
        tests(of: "Bytes", floor: "Protocols"),
        tests(of: "JSON", floor: "Protocols", uses: ["Bytes"]),
        tests(of: "HTTP1", floor: "Protocols", uses: ["Bytes"]),
        tests(of: "Compression", floor: "Protocols", uses: ["Bytes"]),
        tests(of: "WebSocket", floor: "Protocols", uses: ["HTTP1", "Bytes"]),
        tests(of: "EngineIO", floor: "Protocols", uses: ["HTTP1", "JSON", "Bytes"]),
        tests(of: "SocketIO", floor: "Protocols", uses: ["EngineIO", "JSON", "Bytes"]),
        tests(of: "POSIX", floor: "Network"),
        tests(of: "Files", floor: "Network", uses: ["POSIX"]),
        tests(of: "TLS", floor: "Network", uses: ["COpenSSL", "Bytes"]),
        tests(of: "Sockets", floor: "Network", uses: ["Simulation", "TLS", "POSIX", "Bytes"]),
        tests(
            of: "HTTPServer", floor: "Network",
            uses: ["Simulation", "Sockets", "TLS", "POSIX", "HTTP1", "HTTPClient", "Bytes"]),
        tests(
            of: "WebSocketTransport", floor: "Network",
            uses: ["Simulation", "HTTPServer", "Sockets", "WebSocket", "HTTP1", "Bytes"]),
        tests(
            of: "SocketIOServer", floor: "Network",
            uses: [
                "Simulation", "HTTPServer", "Sockets", "SocketIO", "EngineIO", "WebSocket", "HTTP1", "JSON", "Bytes",
            ]),
        tests(
            of: "SocketIOClient", floor: "Network",
            uses: [
                "Simulation", "SocketIOServer", "HTTPServer", "Sockets", "SocketIO", "EngineIO", "WebSocket", "HTTP1",
                "JSON", "Bytes",
            ]),
        tests(of: "HTTPClient", floor: "Network", uses: ["Sockets", "HTTP1", "HTTPServer", "Bytes"]),
        tests(of: "Processes", floor: "Network", uses: ["POSIX"]),
        tests(of: "LoopDomain", floor: "Loop", uses: ["JSON", "Bytes"]),
        tests(of: "ModelArchive", floor: "Loop", uses: ["POSIX"]),
        tests(of: "JPEG", floor: "Loop", uses: ["Bytes"]),
        tests(
            of: "MockLoop", floor: "Loop",
            uses: [
                "LoopDomain", "ModelArchive", "JPEG", "SocketIOClient", "HTTPClient", "Sockets", "Files", "POSIX",
                "SocketIO", "EngineIO", "HTTP1", "JSON", "Bytes",
            ]),
        tests(
            of: "LoopNode", floor: "Loop",
            uses: [
                "QuickTrainer", "Colours", "Polygons", "MockLoop", "LoopDomain", "ModelArchive", "JPEG",
                "SocketIOClient", "HTTPServer", "HTTPClient",
                "Sockets", "Processes", "Files", "POSIX", "SocketIO", "EngineIO", "HTTP1", "JSON", "Bytes", logging,
            ],
            data: ["Detector/relevance.json"]),
        tests(of: "Requirements", floor: "Checks"),
        tests(of: "Fixtures", floor: "Checks", uses: ["HTTPServer", "Sockets", "HTTP1", "JSON", "Bytes"]),
        tests(
            of: "Scenario", floor: "Checks",
            uses: ["MockLoop", "SocketIOClient", "Sockets", "SocketIO", "EngineIO", "HTTPClient", "JSON"]),
        tests(of: "MockLoopTool", floor: "Tool", uses: ["HTTPClient", "Processes", "Files", "JSON"]),
    ]
)

// Fuzzers are built on request only (`ci/fuzz`): they need a release build with the fuzzer's own entry point.
if Context.environment["MOCKLOOP_EXTRAS"] != nil {
    for (name, uses) in [
        ("HTTP1Fuzz", ["HTTP1", "Bytes"]), ("MultipartFuzz", ["HTTP1", "Bytes"]), ("JSONFuzz", ["JSON", "Bytes"]),
        ("WebSocketFuzz", ["WebSocket", "Bytes"]), ("EngineIOFuzz", ["EngineIO", "Bytes"]),
        ("SocketIOFuzz", ["SocketIO", "EngineIO", "JSON", "Bytes"]), ("ScenarioFuzz", ["Scenario"]),
    ] {
        package.products.append(.executable(name: name, targets: [name]))
        package.targets.append(
            .executableTarget(
                name: name,
                dependencies: uses.map { .byName(name: $0) },
                path: "Tests/Fuzz/\(name)",
                exclude: ["corpus"],
                swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]
            ))
    }
}
