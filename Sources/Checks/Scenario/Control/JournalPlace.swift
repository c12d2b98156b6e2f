/// How far a story has come in the journal of a MockLoop.
///
/// Steps that look for something take nothing away from each other, because what a node does over different ways may
/// come in any order: a step for one event finds it although a step for another has looked further already. Only what
/// is looked for again comes after what was found before:
///
/// ```
/// journal       … │ idle   training   PUT model   running │
///   expect event: status, running                       ▲
///   expect request: PUT model               ▲
///   expect event: training         ▲
/// ```
///
/// A command to a node, or another model to deploy, draws a line (│): what was before it counts no more.
struct JournalPlace {
    /// The last entry before the story began.
    let start: Int
    /// The last entry before the line.
    private(set) var line: Int
    /// The entries that were found since then.
    private var found: [JournalSubject: Int] = [:]

    init(start: Int) {
        self.start = start
        line = start
    }

    /// The entry after which to look.
    func start(of subject: JournalSubject) -> Int { found[subject] ?? line }

    /// Remembers what was found.
    mutating func pass(_ number: Int, of subject: JournalSubject) { found[subject] = number }

    /// Draws a line behind an entry.
    mutating func drawLine(behind number: Int) {
        line = number
        found = [:]
    }
}
