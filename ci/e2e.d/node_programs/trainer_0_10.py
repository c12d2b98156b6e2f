"""A trainer on the TrainerLogic since 0.10. It trains until it is stopped, and has a better model each time."""
from pathlib import Path
from typing import Dict, List, Optional

from surroundings import node_id, node_name, written

from learning_loop_node.data_classes import (BoxDetection, Detections, ModelInformation, PointDetection,
                                             PretrainedModel, TrainingStateData)
from learning_loop_node.trainer.trainer_logic import TrainerLogic
from learning_loop_node.trainer.trainer_node import TrainerNode


class EndlessTrainer(TrainerLogic):
    true_positives = 0

    async def _start_training_from_base_model(self) -> None:
        await self.executor.start('/bin/bash -c "while true; do sleep 1; done"')

    async def _start_training_from_scratch(self) -> None:
        await self._start_training_from_base_model()

    def _can_resume(self) -> bool:
        return False

    async def _resume(self) -> None:
        pass

    def _get_executor_error_from_log(self) -> Optional[str]:
        return None

    def _get_new_best_training_state(self) -> Optional[TrainingStateData]:
        self.true_positives += 1
        numbers = {'tp': self.true_positives, 'fp': 2, 'fn': 3}
        # Since 0.12 the categories are those of the training, before that those of its data.
        categories = getattr(self.training, 'categories', None) or self.training.data.categories
        return TrainingStateData(confusion_matrix={category.id: numbers for category in categories})

    def _on_metrics_published(self, training_state_data: TrainingStateData) -> None:
        pass

    async def _get_latest_model_files(self) -> Dict[str, List[str]]:
        files = [written('model.weights', 'weights'), written('classes.txt', 'purple')]
        return {'mocked': list(files), 'mocked_2': list(files)}

    async def _detect(self, model_information: ModelInformation, images: List[str],
                      model_folder: str) -> List[Detections]:
        return [Detections(
            image_id=Path(image).stem,
            box_detections=[
                BoxDetection(category_name=category.name, category_id=category.id, x=1, y=2, width=30, height=40,
                             model_name=model_information.version, confidence=.99)
                for category in model_information.categories if category.type == 'box'],
            point_detections=[
                PointDetection(category_name=category.name, category_id=category.id, x=10, y=20,
                               model_name=model_information.version, confidence=.97)
                for category in model_information.categories if category.type == 'point'],
        ) for image in images]

    async def _clear_training_data(self, training_folder: str) -> None:
        pass

    @property
    def provided_pretrained_models(self) -> List[PretrainedModel]:
        return [PretrainedModel(name='small', label='Small', description='a small model')]

    @property
    def training_progress(self) -> float:
        return 0.5

    @property
    def model_architecture(self) -> str:
        return 'mocked'


node = TrainerNode(name=node_name, uuid=node_id, trainer_logic=EndlessTrainer('mocked'))
