"""A trainer on the Trainer of 0.3 to 0.7. It trains until it is stopped, and has a better model each time."""
from pathlib import Path

from surroundings import node_id, node_name, written

from learning_loop_node.trainer.model import BasicModel
from learning_loop_node.trainer.trainer import Trainer
from learning_loop_node.trainer.trainer_node import TrainerNode

try:  # before 0.4.1
    from learning_loop_node.trainer.capability import Capability
    formats = {'capability': Capability.Box, 'model_format': 'mocked'}
except ImportError:
    formats = {'model_format': 'mocked'}


class EndlessTrainer(Trainer):
    true_positives = 0

    async def start_training(self) -> None:
        self.executor.start('while true; do sleep 1; done')

    async def start_training_from_scratch(self, identifier: str) -> None:
        await self.start_training()

    def stop_training(self) -> bool:
        if self.executor is None:
            return False
        self.executor.stop()
        self.executor = None
        return True

    def can_resume(self) -> bool:
        return False

    def get_error(self) -> None:
        return None

    def get_new_model(self) -> BasicModel:
        self.true_positives += 1
        numbers = {'tp': self.true_positives, 'fp': 2, 'fn': 3}
        return BasicModel(confusion_matrix={category: numbers for category in self.category_ids()})

    def on_model_published(self, *_: object) -> None:
        pass

    def get_model_files(self, model_id: str) -> list:  # before 0.7.23
        return [written('model.weights', 'weights of ' + model_id), written('classes.txt', 'purple')]

    def get_latest_model_files(self) -> dict:  # since 0.7.23
        files = [written('model.weights', 'weights'), written('classes.txt', 'purple')]
        return {'mocked': list(files), 'mocked_2': list(files)}

    async def _detect(self, model_information, images: list, model_folder: str) -> list:
        return [{
            'image_id': Path(image).stem,
            'box_detections': [
                {'category_name': category.name, 'category_id': category.id, 'x': 1, 'y': 2, 'width': 30, 'height': 40,
                 'model_name': model_information.version, 'confidence': .99}
                for category in model_information.categories if category.type == 'box'],
            'point_detections': [
                {'category_name': category.name, 'category_id': category.id, 'x': 10, 'y': 20,
                 'model_name': model_information.version, 'confidence': .97}
                for category in model_information.categories if category.type == 'point'],
        } for image in images]

    async def clear_training_data(self, training_folder: str) -> None:
        pass

    @property
    def provided_pretrained_models(self) -> list:
        from learning_loop_node.trainer.model import PretrainedModel  # since 0.7.3
        return [PretrainedModel(name='small', label='Small', description='a small model')]

    @property
    def progress(self) -> float:
        return 0.5

    @property
    def model_architecture(self) -> str:
        return 'mocked'

    def category_ids(self) -> list:
        data = self.training.data
        categories = data.box_categories if hasattr(data, 'box_categories') else data.categories
        if isinstance(categories, dict):  # ids by name, 0.6.0 to 0.7.14
            return list(categories.values())
        return [category['id'] if isinstance(category, dict) else category.id for category in categories]


node = TrainerNode(name=node_name, uuid=node_id, trainer=EndlessTrainer(**formats))
