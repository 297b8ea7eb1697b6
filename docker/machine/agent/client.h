/* The `docker` command of the machine. */
#ifndef CLIENT_H
#define CLIENT_H

/* Has the host's command line do what the words say, here: with these files, this terminal, these
 * variables, and the signals that come. Answers the exit code. */
int client(int argc, char **argv, char **env);

#endif
