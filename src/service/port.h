/* A TCP port for a server that benchctl starts. */
#pragma once

struct error;

struct port {
	unsigned number; /* 0: none */
	int held;        /* keeps other benchctl processes away from it; -1: none */
};

/* A port on which nobody listens, in IPv4 and IPv6, and that no other benchctl has taken. number 0:
 * any; else that one. It is free, not bound: another program may take it before the server does. */
int port_take(struct port *p, unsigned number, struct error *err);
void port_release(struct port *p);
