import ArgumentParser
import POSIX

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The program: arguments in, text and an exit code out.
@main
struct Tool: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mockloop",
        abstract: "A Learning Loop of your own: build, test and judge nodes without the real one.",
        discussion: """
            Each option has an environment variable, MOCKLOOP_ and its name: MOCKLOOP_PORT for --port.

            Exit codes: 0 all held, 1 something did not hold, 2 wrong usage, 3 could not run.
            """,
        version: Version.text,
        subcommands: [Serve.self, Replay.self, Node.self, FixtureCommand.self])

    static func main() async {
        // What the nodes of a story leave behind is ours to remove.
        Orphans.adopt()
        // Whoever reads our output may stop at any time; what we have begun is brought to its end all the same.
        Signals.outliveBrokenPipes()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            Terminal.error(failure.message)
            endProcess(failure.code.rawValue)
        } catch {
            let code = exitCode(for: error)
            if code == .success {
                Terminal.output(fullMessage(for: error))
                endProcess(0)
            }
            if code == .validationFailure {
                Terminal.error(fullMessage(for: error))
                endProcess(Outcome.wrongUsage.rawValue)
            }
            let message = fullMessage(for: error)
            if !message.isEmpty { Terminal.error(message) }
            endProcess(code.rawValue)
        }
    }
}

/// Ends the process. (Commands have a function `exit` of their own.)
func endProcess(_ code: Int32) -> Never { exit(code) }

/// How the program ended, as scripts see it.
enum Outcome: Int32 {
    case held = 0
    case didNotHold = 1
    case wrongUsage = 2
    case couldNotRun = 3
}

/// The program cannot go on: what to say, and how to end.
struct Failure: Error, CustomStringConvertible {
    let message: String
    let code: Outcome

    var description: String { message }

    init(_ message: String, code: Outcome = .couldNotRun) {
        self.message = message
        self.code = code
    }
}

enum Version {
    static let text = "0.1.0"
}
