/// What the sender of an image wants to be done with it.
struct DetectionWishes: Sendable, Hashable {
    /// Which images are uploaded.
    enum Upload: Sendable, Hashable {
        /// Those that are worth it.
        case filtered
        case all
        case disabled
        /// Nobody knows which.
        case unknown(String)

        init(word: String) {
            switch word {
            case "filtered": self = .filtered
            case "all": self = .all
            case "disabled": self = .disabled
            default: self = .unknown(word)
            }
        }
    }

    var camera: String?
    var tags: [String] = []
    var source: String?
    /// When the image was taken.
    var created: String?
    var upload = Upload.filtered
}
