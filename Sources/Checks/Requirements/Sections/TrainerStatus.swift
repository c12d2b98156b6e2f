extension Section {
    static let trainerStatus = Section(
        number: 34, title: "Trainer: status to the Loop", subject: .trainer,
        text: #"""
            TRN-ST-01 MUST client
            The status of a trainer is sent as `update_trainer` with one object.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py; learning_loop_node 0.2.10 to 0.27.0, observed

            TRN-ST-02 MUST client
            The status of a trainer has `id`, the node's UUID.
            Source: learning_loop_node 0.2.10, status.py; learning_loop_node 0.27.0, data_classes/training.py

            TRN-ST-03 MUST client
            The status of a trainer has `name`, the node's name.
            Source: learning_loop_node 0.2.10, status.py; learning_loop_node 0.27.0, data_classes/training.py

            TRN-ST-04 MUST client
            The `state` of a trainer without a training, that nothing keeps from one, is idle.
            Source: learning_loop_node 0.2.10, status.py; learning_loop_node 0.27.0, trainer/trainer_logic_generic.py;
                learning_loop_node 0.2.10 to 0.27.0, observed

            TRN-ST-05 MUST client
            The `state` is running while the training itself runs.
            Source: learning_loop_node 0.2.10, status.py; learning_loop_node 0.27.0, enums/trainer.py

            TRN-ST-06 MUST client
            Versions: 0.7.7 or later
            The `state` is detecting while images are looked at with the new model.
            Source: learning_loop_node 0.7.10, status.py; learning_loop_node 0.27.0, enums/trainer.py

            TRN-ST-07 MUST client
            Versions: 0.7.38 to 0.9.3
            The `state` is one of the texts of these versions, as "Training is initialized".
            Source: learning_loop_node 0.7.38, trainer/trainer.py; learning_loop_node 0.8.8, data_classes/training.py;
                learning_loop_node 0.8.8, observed

            TRN-ST-08 MUST client
            Versions: 0.10.0 or later
            The `state` is one of the words of the library, as train_model_downloading.
            Source: learning_loop_node 0.10.17, data_classes/training.py; learning_loop_node 0.27.0, enums/trainer.py;
                learning_loop_node 0.10.17 to 0.27.0, observed

            TRN-ST-09 MUST client
            Versions: 0.25.0 or later
            The `state` is blocked while a sibling on the machine has the training slot and there is no training.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            TRN-ST-10 MUST client
            Versions: 0.25.0 or later
            The `state` is waiting_for_slot while a training that was interrupted waits for the training slot.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py

            TRN-ST-11 MUST client
            Versions: 0.7.2 or later
            The status of a trainer has `errors`, an object of texts that is empty without errors.
            Source: learning_loop_node 0.7.10, trainer/training_status.py; learning_loop_node 0.27.0,
                data_classes/training.py

            TRN-ST-12 SHOULD client
            Versions: 0.7.38 or later
            What fails in a state is under its key in `errors`: prepare, download_model, run_training,
            sync_confusion_matrix, upload_model, detecting or upload_detections.
            Source: learning_loop_node 0.7.38, trainer/trainer.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-ST-13 SHOULD client
            Versions: 0.7.38 or later
            An error is gone from `errors` when its state has succeeded.
            Source: learning_loop_node 0.8.8, trainer/trainer_logic.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-ST-14 MUST client
            Versions: 0.7.3 or later
            The status of a trainer has `pretrained_models`, an array of objects with `name`, `label` and `description`.
            Source: learning_loop_node 0.7.10, trainer/training_status.py; learning_loop_node 0.27.0,
                data_classes/training.py; learning_loop_node 0.7.10 to 0.27.0, observed

            TRN-ST-15 SHOULD client
            Versions: 0.7.29 or later
            The status of a trainer has `architecture`, a string or null.
            Source: learning_loop_node 0.7.30, trainer/training_status.py; learning_loop_node 0.27.0,
                data_classes/training.py

            TRN-ST-16 SHOULD client
            Versions: 0.7.20 or later
            The status of a trainer has `progress`, a number or null.
            Source: learning_loop_node 0.7.21, trainer/training_status.py; learning_loop_node 0.27.0,
                data_classes/training.py

            TRN-ST-17 SHOULD client
            Versions: 0.8.0 or later
            `progress` goes from 0 to 1 in each state that has one.
            Source: learning_loop_node 0.27.0, data_classes/training.py and trainer/trainer_logic_generic.py,
                inconsistent

            TRN-ST-18 SHOULD client
            Versions: 0.7.38 or later
            `uptime` is the age of the training in seconds.
            Source: learning_loop_node 0.8.8, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-ST-19 SHOULD client
            Versions: 0.7.38 or later
            `uptime` is null without a training.
            Source: learning_loop_node 0.8.8, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py

            TRN-ST-20 SHOULD client
            Versions: 0.8.0 or later
            `context` has the organization and the project of the training.
            Source: learning_loop_node 0.8.8, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py; learning_loop_node 0.8.8 to 0.27.0, observed

            TRN-ST-21 SHOULD client
            Versions: 0.8.0 or later
            `context` is null without a training.
            Source: learning_loop_node 0.8.8, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_logic_generic.py; learning_loop_node 0.8.8 to 0.27.0, observed

            TRN-ST-22 SHOULD client
            Versions: 0.3.7 to 0.11.1
            The status of a trainer has the counts of train, test and skipped images while there is a training.
            Source: learning_loop_node 0.7.30, trainer/trainer_node.py; learning_loop_node 0.10.17,
                trainer/trainer_node.py

            TRN-ST-23 SHOULD client
            A trainer sends its status every 5 seconds.
            Source: learning_loop_node 0.2.10, trainer/trainer_node.py; learning_loop_node 0.27.0, node.py;
                learning_loop_node 0.2.10 to 0.27.0, observed

            TRN-ST-24 SHOULD client
            Versions: 0.7.38 or later
            The last status of a training has the state ready_for_cleanup, or "Cleaning training" where states are
            texts.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py; learning_loop_node 0.8.8 to 0.27.0,
                observed

            TRN-ST-25 MUST client
            Versions: 0.7.38 or later
            After a training the trainer reports idle again.
            Source: learning_loop_node 0.27.0, trainer/trainer_logic_generic.py; learning_loop_node 0.8.8 to 0.27.0,
                observed

            TRN-ST-26 SHOULD client
            Versions: 0.7.4 to 0.7.37
            A trainer whose status is acknowledged with `success` false stops its training without saving it.
            Source: learning_loop_node 0.7.10, trainer/trainer_node.py; learning_loop_node 0.7.30,
                trainer/trainer_node.py

            TRN-ST-27 MUST client
            Versions: 0.10.14 or later
            A trainer whose status is acknowledged with `success` false connects anew.
            Source: learning_loop_node 0.10.17, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py

            TRN-ST-28 SHOULD client
            Versions: 0.10.0 or later
            A trainer whose status is acknowledged with anything but an object goes on.
            Source: learning_loop_node 0.10.17, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py

            TRN-ST-29 MUST client
            Versions: 0.10.0 or later
            A trainer whose status is not acknowledged within 30 seconds connects anew.
            Source: learning_loop_node 0.10.17, trainer/trainer_node.py; learning_loop_node 0.27.0,
                trainer/trainer_node.py
            """#)
}
