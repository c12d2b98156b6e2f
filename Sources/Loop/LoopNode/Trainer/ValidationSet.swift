internal import JSON
internal import COpenSSL

/// Images to choose between models by, split off those to learn from when a training asks for it.
///
/// About a tenth of them, by a hash of their ids: so an image stays on its side when others come, and when a training is
/// continued.
enum ValidationSet {
    /// The hyperparameter that asks for it.
    static let hyperparameter = "compute_validation_set"

    static let part = 0.1

    /// Moves images from `train` to `val`, if the hyperparameter asks for it and the Loop has not done so itself.
    ///
    /// - Throws: ``TrainerError/critical(_:)``: a hyperparameter that is neither true nor false, or too few images.
    static func assign(_ images: [Value], _ hyperparameters: Value) throws(TrainerError) -> [Value] {
        guard !images.contains(where: { $0["set"]?.string == "val" }) else { return images }
        let isWanted = hyperparameters[hyperparameter] ?? false
        guard let isWanted = isWanted.bool else {
            throw .critical("'\(hyperparameter)' must be true or false, got \(isWanted)")
        }
        guard isWanted else { return images }
        let positions = images.map { $0["set"]?.string == "train" ? position(of: $0["id"]?.string ?? "") : nil }
        let trainCount = positions.count { $0 != nil }
        guard trainCount >= 2 else {
            throw .critical(
                "\(trainCount) training image(s) are too few to split off a validation set, add more training images")
        }
        // Where none is below the part, the one that is nearest to it.
        let least = positions.compactMap { $0 }.min() ?? 0
        var images = images
        var hasLeast = false
        for (index, position) in positions.enumerated() {
            guard let position else { continue }
            let isNearest = least >= part && position == least && !hasLeast
            guard position < part || isNearest else { continue }
            hasLeast = hasLeast || isNearest
            images[index]["set"] = "val"
        }
        return images
    }

    /// The first four bytes of the id's SHA-256, as a part of all that there can be: from 0 up to, and without, 1.
    static func position(of id: String) -> Double {
        let bytes = Array(id.utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        _ = unsafe SHA256(bytes, bytes.count, &digest)
        let number = digest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Double(number) / Double(UInt64(1) << 32)
    }
}
