extension Section {
    static let loopTrainings = Section(
        number: 23, title: "Loop: trainings", subject: .loop,
        text: #"""
            LOOP-TR-01 MUST server
            `begin_training` has three arguments: organization, project and an object of details.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py

            LOOP-TR-02 MUST server
            Versions: 0.11.1 or earlier
            The details have `id`.
            Source: learning_loop_node 0.7.10, trainer/trainer_node.py; learning_loop_node 0.10.17,
                trainer/trainer_logic_generic.py

            LOOP-TR-03 MUST server
            Versions: 0.7.2 or earlier
            `id` in the details is the UUID of a model.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.7.1,
                trainer/trainer_node.py

            LOOP-TR-04 MUST server
            Versions: 0.7.3 to 0.11.1
            `id` in the details is the UUID of a model or a `name` among the trainer's pretrained models.
            Source: learning_loop_node 0.7.10, trainer/trainer.py; learning_loop_node 0.10.17,
                trainer/trainer_logic_generic.py

            LOOP-TR-05 MUST server
            Versions: 0.7.15 or later
            The details have `categories`, an array of objects.
            Source: learning_loop_node 0.7.15, trainer/trainer.py; learning_loop_node 0.27.0, data_classes/training.py

            LOOP-TR-06 MUST server
            Versions: 0.7.15 to 0.11.1
            The details have `resolution`, a whole number.
            Source: learning_loop_node 0.7.15, trainer/trainer.py; learning_loop_node 0.10.17, data_classes/training.py

            LOOP-TR-07 MUST server
            Versions: 0.7.16 to 0.9.3
            The details have `flip_rl`, a boolean.
            Source: learning_loop_node 0.7.16, trainer/trainer.py; learning_loop_node 0.8.8, data_classes/training.py

            LOOP-TR-08 MUST server
            Versions: 0.7.16 to 0.9.3
            The details have `flip_ud`, a boolean.
            Source: learning_loop_node 0.7.16, trainer/trainer.py; learning_loop_node 0.8.8, data_classes/training.py

            LOOP-TR-09 MUST server
            Versions: 0.7.23 or later
            The details have `training_number`, a whole number.
            Source: learning_loop_node 0.7.23, trainer/trainer.py; learning_loop_node 0.27.0, data_classes/training.py

            LOOP-TR-10 MUST server
            Versions: 0.12.0 or later
            The details have `hyperparameters`, an object.
            Source: learning_loop_node 0.12.1, data_classes/training.py; learning_loop_node 0.27.0,
                data_classes/training.py

            LOOP-TR-11 MUST server
            Versions: 0.12.0 or later
            The details have `model_variant`, a string.
            Source: learning_loop_node 0.12.1, data_classes/training.py; learning_loop_node 0.27.0,
                data_classes/training.py

            LOOP-TR-12 SHOULD server
            Versions: 0.12.0 or later
            `model_variant` is a `name` among the trainer's pretrained models.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_trainer.py

            LOOP-TR-13 SHOULD server
            Versions: 0.12.0 or later
            `base_model_uuid` in the details is absent, null or the UUID of a model.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            LOOP-TR-14 MUST server
            The model that a training is to continue can be had in the format of the trainer.
            Source: learning_loop_node 0.7.10, trainer/trainer.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            LOOP-TR-15 SHOULD server
            Versions: 0.12.0 or later
            `hyperparameters` have `resolution`.
            Source: yolov5_node 1.0.5, README.md

            LOOP-TR-16 MUST server
            Versions: 0.27.0 or later
            `compute_validation_set` among the hyperparameters, where it is there, is a boolean.
            Source: learning_loop_node 0.27.0, trainer/validation_set.py

            LOOP-TR-17 MAY server
            The details may have the members of all versions at once.
            Source: learning_loop_node 0.7.10, trainer/trainer.py and 0.27.0 data_classes/training.py, inferred

            LOOP-TR-18 MUST server
            Versions: 0.10.0 to 0.24.0
            `begin_training` is not sent to a trainer that has a training.
            Source: learning_loop_node 0.20.1, trainer/trainer_logic_generic.py, inferred

            LOOP-TR-19 SHOULD server
            Versions: 0.25.0 or later
            `begin_training` is not sent to a trainer in state blocked.
            Source: learning_loop_node 0.27.0, README.md

            LOOP-TR-20 SHOULD server
            Versions: 0.10.0 or later
            A training whose `begin_training` was acknowledged with `success` false does not count as running.
            Source: learning_loop_node 0.10.17, trainer/trainer_node.py, inferred

            LOOP-TR-21 SHOULD server
            Versions: 0.25.0 or later
            A training that was acknowledged with the payload `refused` is offered again later.
            Source: learning_loop_node 0.27.0, trainer/trainer_node.py, inferred

            LOOP-TR-22 MUST server
            `stop_training` has no arguments.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py

            LOOP-TR-23 MUST server
            Versions: 0.7.4 to 0.7.6
            A PUT of model files is answered while the acknowledgement of `stop_training` is awaited.
            Source: learning_loop_node 0.7.5, trainer/trainer_node.py

            LOOP-TR-24 MUST server
            Versions: 0.20.0 or later
            `abort_training` has no arguments.
            Source: learning_loop_node 0.20.1, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py

            LOOP-TR-25 SHOULD server
            Versions: 0.19.0 or earlier
            A trainer that does not know `abort_training` is sent `stop_training`.
            Source: learning_loop_node 0.17.2, trainer/trainer_node.py, inferred

            LOOP-TR-26 MUST server
            Versions: 0.7.4 or earlier
            `save` has three arguments: organization, project and an object with the model's `id`.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.7.4,
                trainer/trainer_node.py

            LOOP-TR-27 MUST server
            Versions: 0.7.23 or later
            `update_training` is taken for the training of that project that the trainer with this `trainer_id` has, for
            it names no other.
            Source: learning_loop_node 0.7.30, trainer/training.py, inferred; learning_loop_node 0.27.0,
                data_classes/training.py, inferred

            LOOP-TR-28 MUST server
            Versions: 0.7.23 or later
            Further members in the classes of a confusion matrix are taken.
            Source: learning_loop_node 0.27.0, data_classes/training.py, inferred

            LOOP-TR-29 SHOULD server
            Versions: 0.12.0 or later
            The hyperparameters in `update_training` are stored with the model.
            Source: yolov5_node (main, 2026), contributor guide

            LOOP-TR-30 MUST server
            Versions: 0.7.23 or later
            PUT /api/{org}/projects/{proj}/trainings/{n}/models/latest/{format}/file takes multipart/form-data with
            parts `files`.
            Source: learning_loop_node 0.7.30, rest/uploads.py; learning_loop_node 0.27.0, data_exchanger.py;
                learning_loop_node 0.7.53 to 0.27.0, observed

            LOOP-TR-31 MUST server
            Versions: 0.7.23 or later
            A model that was taken for a training is answered with exactly 200.
            Source: learning_loop_node 0.8.8, data_exchanger.py; learning_loop_node 0.27.0, data_exchanger.py

            LOOP-TR-32 MUST server
            Versions: 0.7.23 or later
            The answer to a model for a training has `id`, the UUID of the model.
            Source: learning_loop_node 0.8.8, data_exchanger.py; learning_loop_node 0.27.0, data_exchanger.py

            LOOP-TR-33 MUST server
            Versions: 0.7.23 or later
            All formats of one training are answered with the same `id`.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py, inferred; yolov5_node 1.0.5,
                trainer/app_code/yolov5_trainer.py

            LOOP-TR-34 MUST server
            Versions: 0.7.23 or later
            A model that was taken can be had in its format as soon as the answer is there.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic.py

            LOOP-TR-35 MUST server
            Versions: 0.7.23 or later
            A model for a training that does not exist, as number 0, is not answered with 200.
            Source: learning_loop_node 0.8.8, trainer/tests/states/test_state_upload_model.py; learning_loop_node
                0.20.1, tests/trainer/states/test_state_upload_model.py

            LOOP-TR-36 MUST server
            Versions: 0.26.0 or later
            A model that will never be taken is refused with a status of the 400s other than 408, 409 and 429.
            Source: learning_loop_node 0.27.0, data_exchanger.py

            LOOP-TR-37 SHOULD server
            Versions: 0.7.23 to 0.25.0
            A format that the training has already is taken again, for a trainer that was interrupted repeats it.
            Source: learning_loop_node 0.20.1, data_exchanger.py, inferred

            LOOP-TR-38 MAY server
            Versions: 0.26.0 or later
            A format that the training has already may be answered with 409.
            Source: learning_loop_node 0.27.0, data_exchanger.py

            LOOP-TR-39 SHOULD server
            Versions: 0.26.0 or later
            An answer 409 has the model's id as `{"detail": {"id": "…"}}`.
            Source: learning_loop_node 0.27.0, data_exchanger.py

            LOOP-TR-40 MUST server
            Versions: 0.7.9 or later
            POST /api/{org}/projects/{proj}/detections takes a JSON array.
            Source: learning_loop_node 0.7.10, trainer/trainer.py; learning_loop_node 0.27.0, trainer/io_helpers.py;
                learning_loop_node 0.7.53 to 0.27.0, observed

            LOOP-TR-41 MUST server
            Versions: 0.7.9 or later
            Detections that were taken are answered with exactly 200.
            Source: learning_loop_node 0.7.10, trainer/trainer.py; learning_loop_node 0.27.0, trainer/io_helpers.py

            LOOP-TR-42 MUST server
            Versions: 0.7.9 to 0.7.12
            Detections without a JSON content type are taken as JSON.
            Source: learning_loop_node 0.7.10, trainer/trainer.py

            LOOP-TR-43 MUST server
            Versions: 0.7.9 to 0.7.45
            500 detections at once are taken.
            Source: learning_loop_node 0.7.30, trainer/trainer.py

            LOOP-TR-44 MUST server
            Versions: 0.7.9 or later
            Detections of a model for an image that has some of it already are taken.
            Source: learning_loop_node 0.20.1, tests/trainer/states/test_state_upload_detections.py; learning_loop_node
                0.27.0, trainer/io_helpers.py

            LOOP-TR-45 MUST server
            Versions: 0.7.9 or later
            Detections for only some of the images are taken.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_trainer.py

            LOOP-TR-46 MUST server
            Versions: 0.7.9 or later
            Confidences from 0 to 1 and in percent are both taken.
            Source: yolov5_node 1.0.5, trainer/app_code/yolov5_trainer.py and learning_loop_node 0.20.1,
                mock_trainer/app_code/mock_trainer_logic.py, inconsistent

            LOOP-TR-47 MUST server
            Versions: 0.7.17 or later
            The `shape` of a segmentation among detections is taken as an object of `points` and as a string.
            Source: learning_loop_node 0.27.0, data_classes/detections.py

            LOOP-TR-48 MUST server
            Versions: 0.8.0 to 0.10.17
            `tags`, `date` and `source` among detections are taken.
            Source: learning_loop_node 0.8.8, data_classes/detections.py; learning_loop_node 0.8.8 to 0.10.17, observed

            LOOP-TR-49 SHOULD server
            A training ends for the Loop when its trainer reports idle.
            Source: learning_loop_node (main, 2026), contributor guide

            LOOP-TR-50 SHOULD server
            Versions: 0.25.0 or later
            A training ends for the Loop when its trainer reports blocked.
            Source: learning_loop_node (main, 2026), contributor guide

            LOOP-TR-51 MUST server
            Versions: 0.25.0 or later
            A training goes on for the Loop while its trainer reports waiting_for_slot.
            Source: learning_loop_node (main, 2026), contributor guide

            LOOP-TR-52 SHOULD server
            A training does not fail because the Loop has not seen some state of it.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py, inferred
            """#)
}
