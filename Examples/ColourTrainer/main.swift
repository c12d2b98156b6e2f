import Colours
import LoopNode

// Where its Loop is and where it listens is for the environment to say: LOOP_HOST, LOOP_USERNAME, LOOP_PASSWORD,
// DATA_FOLDER, NODE_PORT and so on. It trains for every project that the Loop asks it to.
let node = TrainerNode(name: "Colour Trainer", logic: ColourTrainer())
let ending = try await node.run()
print("The trainer stops: \(ending)")
