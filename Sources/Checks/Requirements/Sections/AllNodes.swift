extension Section {
    static let allNodes = Section(
        number: 39, title: "All nodes", subject: .node,
        text: #"""
            NODE-01 MUST client
            The UUID of a node is the same after it has started again.
            Source: learning_loop_node 0.7.30, node.py; learning_loop_node 0.27.0, helpers/misc.py

            NODE-02 SHOULD client
            Versions: 0.7.38 or later
            Nodes of different names that share a data folder have different UUIDs.
            Source: learning_loop_node 0.7.38, node.py; learning_loop_node 0.27.0, helpers/misc.py

            NODE-03 MUST client
            Versions: 0.3.7 or later
            The address of the Loop is what `LOOP_HOST` says, with a port where it has one.
            Source: learning_loop_node 0.7.30, loop.py; learning_loop_node 0.27.0, helpers/environment_reader.py;
                learning_loop_node 0.7.53 to 0.27.0, observed

            NODE-04 SHOULD client
            Versions: 0.2.0 or later
            `HOST` is read where `LOOP_HOST` is not set.
            Source: learning_loop_node 0.2.10, loop.py; learning_loop_node 0.27.0, helpers/environment_reader.py

            NODE-05 SHOULD client
            Versions: 0.23.0 or later
            Where `LOOP_HOST` and `HOST` are both set, `LOOP_HOST` counts.
            Source: learning_loop_node 0.23.0, helpers/environment_reader.py; learning_loop_node 0.27.0,
                helpers/environment_reader.py

            NODE-06 MUST client
            Versions: 0.3.7 or later
            The credentials are what `LOOP_USERNAME` and `LOOP_PASSWORD` say.
            Source: learning_loop_node 0.7.30, loop.py; learning_loop_node 0.27.0, helpers/environment_reader.py

            NODE-07 SHOULD client
            Versions: 0.10.2 or later
            `LOOP_SSL_CERT_PATH` names the certificates by which an https Loop is trusted.
            Source: learning_loop_node 0.10.17, loop_communication.py; learning_loop_node 0.27.0, loop_communication.py

            NODE-08 SHOULD client
            Versions: 0.19.0 or later
            Everything that a node keeps is below the folder that `DATA_FOLDER` names.
            Source: learning_loop_node 0.27.0, globals.py

            NODE-09 MUST client
            Versions: 0.7.53 or later
            A node that needs a login sends POST /api/login before its first request that needs one.
            Source: learning_loop_node 0.7.53, loop.py; learning_loop_node 0.27.0, loop_communication.py;
                learning_loop_node 0.7.53 to 0.27.0, observed

            NODE-10 MUST client
            Versions: 0.7.53 or later
            A node sends the cookies of its login with every later request to the Loop that needs a login.
            Source: learning_loop_node 0.7.53, loop.py; learning_loop_node 0.27.0, loop_communication.py

            NODE-11 MUST client
            Versions: 0.10.0 or later
            A request that is answered with 401 is sent again after a new login.
            Source: learning_loop_node 0.10.17, loop_communication.py; learning_loop_node 0.27.0, loop_communication.py

            NODE-12 SHOULD client
            Versions: 0.12.1 or later
            A request that is answered with 429 is sent again after 5 seconds, 20 times in all.
            Source: learning_loop_node 0.12.1, loop_communication.py; learning_loop_node 0.27.0, loop_communication.py

            NODE-13 MUST client
            Versions: 0.10.0 or later
            A node whose login fails tries again later instead of ending.
            Source: learning_loop_node 0.10.17, node.py; learning_loop_node 0.27.0, node.py

            NODE-14 MUST client
            Versions: 0.7.53 or later
            A node that connects to Socket.IO waits for GET /api/status to be answered with 200.
            Source: learning_loop_node 0.7.53, node.py; learning_loop_node 0.27.0, node.py

            NODE-15 MUST client
            A node connects to Socket.IO at `/ws/socket.io/` in the namespace `/`.
            Source: learning_loop_node 0.2.10, node.py; learning_loop_node 0.27.0, node.py; learning_loop_node 0.2.10 to
                0.27.0, observed

            NODE-16 MUST client
            Versions: 0.7.26 or later
            The handshake of Socket.IO has the field `nodeType`: trainer, detector, converter or annotation_node.
            Source: learning_loop_node 0.7.30, node.py; learning_loop_node 0.27.0, node.py; learning_loop_node 0.7.30 to
                0.27.0, observed

            NODE-17 SHOULD client
            Versions: 0.7.26 or later
            The handshake of Socket.IO has the fields `organization` and `project`, empty where they are not set.
            Source: learning_loop_node 0.7.30, node.py; learning_loop_node 0.27.0, node.py; learning_loop_node 0.27.0,
                observed

            NODE-18 MUST client
            Versions: 0.7.53 or later
            The handshake of Socket.IO has the cookies of the node's login.
            Source: learning_loop_node 0.7.53, node.py; learning_loop_node 0.27.0, node.py

            NODE-19 MUST client
            A node whose connection broke connects again without being started anew.
            Source: learning_loop_node 0.2.10, node.py; learning_loop_node 0.27.0, node.py

            NODE-20 SHOULD client
            Versions: 0.10.0 or later
            A node that is not connected tries to connect about every 5 seconds.
            Source: learning_loop_node 0.10.17, node.py; learning_loop_node 0.27.0, node.py

            NODE-21 MUST client
            A node that starts while the Loop cannot be reached connects when it can.
            Source: learning_loop_node 0.7.30, node.py; learning_loop_node 0.27.0, node.py

            NODE-22 SHOULD client
            Versions: 0.10.14 or later
            A node ends its old connection before it connects anew.
            Source: learning_loop_node 0.10.17, node.py; learning_loop_node 0.27.0, node.py

            NODE-23 MUST client
            Versions: 0.5.2 or later
            An event whose handling fails is acknowledged with an object whose `success` is false and whose `error_msg`
            says why.
            Source: learning_loop_node 0.5.2, socket_response.py; learning_loop_node 0.27.0, helpers/misc.py;
                learning_loop_node 0.7.10 to 0.27.0, observed

            NODE-24 MUST client
            Versions: 0.7.1 or later
            An acknowledgement that is an object has `success`, `error_msg` and `payload`, null where there is none.
            Source: learning_loop_node 0.7.10, socket_response.py; learning_loop_node 0.27.0,
                data_classes/socket_response.py; learning_loop_node 0.7.10 to 0.27.0, observed

            NODE-25 SHOULD client
            Versions: 0.8.0 or later
            An event that the node does not know is acknowledged with null.
            Source: learning_loop_node 0.27.0, helpers/misc.py; learning_loop_node 0.27.0, observed

            NODE-26 MUST client
            Versions: 0.8.4 or later
            `restart` makes the node end with code 0.
            Source: learning_loop_node 0.8.8, node.py; learning_loop_node 0.27.0, node.py; learning_loop_node 0.27.0,
                observed

            NODE-27 MUST server
            A node answers requests to its own server while the Loop cannot be reached.
            Source: learning_loop_node 0.27.0, node.py; learning_loop_node 0.8.8, node.py

            NODE-28 SHOULD server
            A node's server asks for no credentials.
            Source: learning_loop_node 0.27.0, node.py; learning_loop_node 0.8.8 to 0.27.0, observed

            NODE-29 SHOULD server
            What fails in a node's server is answered with 500.
            Source: learning_loop_node 0.27.0, observed

            NODE-30 MAY server
            A node's server may close the connection after an answer 500.
            Source: learning_loop_node 0.27.0, observed

            NODE-31 SHOULD server
            A request to a node that breaks its form is answered with 422 and a JSON object that has `detail`.
            Source: learning_loop_node 0.17.2 to 0.27.0, observed

            NODE-32 SHOULD server
            Versions: 0.10.13 or later
            PUT /debug_logging takes on or off as plain text and is answered with 200.
            Source: learning_loop_node 0.10.17, rest.py; learning_loop_node 0.27.0, rest.py

            NODE-33 SHOULD server
            Versions: 0.10.14 or later
            PUT /socketio with off ends the node's connection to the Loop.
            Source: learning_loop_node 0.10.17, rest.py; learning_loop_node 0.27.0, rest.py

            NODE-34 SHOULD client
            Versions: 0.10.14 or later
            After PUT /socketio with off the node sends nothing of its own to the Loop until PUT /socketio with on.
            Source: learning_loop_node 0.10.17, rest.py; learning_loop_node 0.27.0, node.py

            NODE-35 SHOULD server
            Versions: 0.10.14 or later
            PUT /socketio or PUT /debug_logging with any other text is answered with 400.
            Source: learning_loop_node 0.10.17, rest.py; learning_loop_node 0.27.0, rest.py

            NODE-36 SHOULD client
            Versions: 0.16.0 or later
            With `SKIP_REPEAT_ON_START` a node starts as if PUT /socketio had been sent with off.
            Source: learning_loop_node 0.16.1, node.py; learning_loop_node 0.27.0, node.py
            """#)
}
