"""A trainer on the Trainer of 0.1 and 0.2. It trains until it is stopped, and has a better model each time."""
from surroundings import node_id, node_name, written

from learning_loop_node.trainer.capability import Capability
from learning_loop_node.trainer.model import BasicModel
from learning_loop_node.trainer.trainer import Trainer
from learning_loop_node.trainer.trainer_node import TrainerNode


class EndlessTrainer(Trainer):
    is_training: bool = False
    true_positives: int = 0

    async def start_training(self) -> None:
        self.is_training = True

    def stop_training(self) -> None:
        self.is_training = False

    def is_training_alive(self) -> bool:
        return self.is_training

    def get_new_model(self) -> BasicModel:
        self.true_positives += 1
        numbers = {'tp': self.true_positives, 'fp': 2, 'fn': 3}
        return BasicModel(confusion_matrix={
            category['id']: numbers for category in self.training.data.box_categories})

    def on_model_published(self, *_: object) -> None:
        pass

    def get_model_files(self, model_id: str) -> list:
        return [written('model.weights', 'weights of ' + model_id), written('classes.txt', 'purple')]


node = TrainerNode(name=node_name, uuid=node_id,
                   trainer=EndlessTrainer(capability=Capability.Box, model_format='mocked'))
