public import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a detector is told besides what every node is told.
public struct DetectorConfiguration: Sendable {
    /// Where the Loop is, and so on. A detector needs an organization and a project.
    public var node: NodeConfiguration

    /// The confidences, both inclusive, at which a detection is uncertain, so that its image is worth a look.
    public var uncertainty: ClosedRange<Double> = 0.3...0.6

    /// Which model the detector takes up at first.
    public var versionControl = VersionControl.followLoop

    /// The status goes to the Loop every so many cycles of 5 s.
    public var syncCycles = 6

    /// Whether the old model is let go before the new one is loaded, for machines that cannot hold both.
    public var buildsExclusively = false

    /// The version of the program that the detector is part of, for its status.
    public var nodeVersion: String?

    /// Images that may wait for the Loop, those with priority not counted; more drop the oldest ones.
    public var outboxLimit = 1000

    /// The oldest callers whose way to ask is understood, besides today's.
    public var oldestCallers = CallerGeneration.d10

    /// A detector with the defaults.
    public init(node: NodeConfiguration = NodeConfiguration()) { self.node = node }

    /// Reads the configuration from environment variables; one that is empty counts as not set.
    ///
    /// Those of ``NodeConfiguration/init(environment:logger:)``, and:
    ///
    /// | Variable | Default | |
    /// | --- | --- | --- |
    /// | `MIN_UNCERTAIN_THRESHOLD` | 0.3 | see ``uncertainty`` |
    /// | `MAX_UNCERTAIN_THRESHOLD` | 0.6 | |
    /// | `VERSION_CONTROL_DEFAULT` | `follow_loop` | `pause` keeps the model that there is |
    /// | `SYNC_CYCLES` | 6 | see ``syncCycles`` |
    /// | `EXCLUSIVE_MODEL_BUILD` | `0` | `1` or `true`: see ``buildsExclusively`` |
    /// | `NODE_VERSION` | none | see ``nodeVersion`` |
    /// | `MAX_OUTBOX_SIZE` | 1000 | see ``outboxLimit`` |
    ///
    /// - Parameters:
    ///   - environment: the variables; nil means those of this process.
    ///   - logger: who hears of what makes no sense.
    public init(environment: [String: String]?, logger: Logger = Logger(label: "LoopNode.detector")) {
        let variables = environment ?? ProcessInfo.processInfo.environment
        let reader = EnvironmentReader(variables: variables, logger: logger)
        node = NodeConfiguration(environment: variables, logger: logger)
        let least = reader.number("MIN_UNCERTAIN_THRESHOLD") ?? uncertainty.lowerBound
        let most = reader.number("MAX_UNCERTAIN_THRESHOLD") ?? uncertainty.upperBound
        if least <= most {
            uncertainty = least...most
        } else {
            logger.warning(
                "MIN_UNCERTAIN_THRESHOLD (\(least)) is above MAX_UNCERTAIN_THRESHOLD (\(most)); neither counts")
        }
        if reader.value("VERSION_CONTROL_DEFAULT")?.lowercased() == "pause" { versionControl = .pause }
        syncCycles = reader.number("SYNC_CYCLES") ?? syncCycles
        buildsExclusively = reader.flag("EXCLUSIVE_MODEL_BUILD")
        nodeVersion = reader.value("NODE_VERSION")
        outboxLimit = reader.number("MAX_OUTBOX_SIZE") ?? outboxLimit
    }

    /// - Throws: ``NodeError/configuration(reason:)``.
    func check() throws(NodeError) {
        guard !node.organization.isEmpty, !node.project.isEmpty else {
            throw .configuration(
                reason: "a detector needs an organization and a project; LOOP_ORGANIZATION and LOOP_PROJECT name them")
        }
        guard outboxLimit > 0 else {
            throw .configuration(reason: "MAX_OUTBOX_SIZE must be positive, and is \(outboxLimit)")
        }
    }
}

/// Which model a detector takes up.
public enum VersionControl: String, Sendable, Hashable, CaseIterable {
    /// The one that the Loop names as the deployment target.
    case followLoop = "follow_loop"
    /// One that a caller has named.
    case specificVersion = "specific_version"
    /// The one that it has.
    case pause
}

/// Callers of detectors, by the way in which they ask; the numbers are those of the detectors that they were made for.
///
/// All of them get answers in today's form, which the older ones understand.
public enum CallerGeneration: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Of library versions 0.14 to 0.16 (rosys up to 0.28): images are JPEG files, the camera is called `camera-id` or
    /// `mac`, an upload has its metadata beside its image, and an unknown `autoupload` uploads nothing.
    case d7 = 7
    /// Of 0.17 (rosys 0.29 and 0.30): images are JPEG files.
    case d8
    /// Of 0.18 to 0.25 (rosys 0.31 to 0.35): images are arrays of pixels. All of that is understood today.
    case d9
    /// Of 0.26 on (rosys 0.37): images are arrays of pixels or JPEG files, and say which.
    case d10

    /// Whether one is older than the other.
    public static func < (one: CallerGeneration, other: CallerGeneration) -> Bool { one.rawValue < other.rawValue }
}
