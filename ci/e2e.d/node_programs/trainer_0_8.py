"""A trainer on the TrainerLogic of 0.8 and 0.9. It trains until it is stopped, and has a better model each time."""
from pathlib import Path
from typing import Dict, List, Optional

from surroundings import node_id, node_name, written

from learning_loop_node.data_classes import (BasicModel, BoxDetection, CategoryType, Detections, ModelInformation,
                                             PointDetection, PretrainedModel)
from learning_loop_node.trainer.trainer_logic import TrainerLogic
from learning_loop_node.trainer.trainer_node import TrainerNode


class EndlessTrainer(TrainerLogic):
    true_positives = 0

    async def start_training(self) -> None:
        self.executor.start('while true; do sleep 1; done')

    async def start_training_from_scratch(self, base_model_id: str) -> None:
        await self.start_training()

    def can_resume(self) -> bool:
        return False

    async def resume(self) -> None:
        pass

    def get_executor_error_from_log(self) -> Optional[str]:
        return None

    def get_new_model(self) -> Optional[BasicModel]:
        self.true_positives += 1
        numbers = {'tp': self.true_positives, 'fp': 2, 'fn': 3}
        return BasicModel(confusion_matrix={category.id: numbers for category in self.training.data.categories})

    def on_model_published(self, basic_model: BasicModel) -> None:
        pass

    def get_latest_model_files(self) -> Dict[str, List[str]]:
        files = [written('model.weights', 'weights'), written('classes.txt', 'purple')]
        return {'mocked': list(files), 'mocked_2': list(files)}

    async def _detect(self, model_information: ModelInformation, images: List[str],
                      model_folder: str) -> List[Detections]:
        return [Detections(
            image_id=Path(image).stem,
            box_detections=[
                BoxDetection(category_name=category.name, category_id=category.id, x=1, y=2, width=30, height=40,
                             model_name=model_information.version, confidence=.99)
                for category in model_information.categories if category.type == CategoryType.Box],
            point_detections=[
                PointDetection(category_name=category.name, category_id=category.id, x=10, y=20,
                               model_name=model_information.version, confidence=.97)
                for category in model_information.categories if category.type == CategoryType.Point],
        ) for image in images]

    async def clear_training_data(self, training_folder: str) -> None:
        pass

    @property
    def provided_pretrained_models(self) -> List[PretrainedModel]:
        return [PretrainedModel(name='small', label='Small', description='a small model')]

    @property
    def progress(self) -> float:
        return 0.5

    training_progress = progress  # since 0.9

    @property
    def model_architecture(self) -> str:
        return 'mocked'


node = TrainerNode(name=node_name, uuid=node_id, trainer_logic=EndlessTrainer('mocked'))
