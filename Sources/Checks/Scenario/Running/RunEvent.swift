/// What happens while stories run, as it happens.
package enum RunEvent: Sendable {
    case storyBegins(Story)
    case stepBegins(Step)
    /// A step's expectation does not hold yet; it is looked at again.
    case stepWaits(Step, elapsed: Duration, limit: Duration, reason: String)
    case stepEnded(StepResult)
    case storyEnded(StoryResult)
}

/// Somebody who is told what happens: the text on a terminal, a test.
package protocol RunObserver: Sendable {
    func note(_ event: RunEvent) async
}
