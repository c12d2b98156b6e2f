#pragma once
// The calls of Linux that Glibc's own Swift module lacks, or declares in a way Swift cannot use.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
