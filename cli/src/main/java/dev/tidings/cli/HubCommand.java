package dev.tidings.cli;

import java.util.concurrent.Callable;

/** A command for a hub elsewhere. What it complains of begins with its name, since several of them may stand in one pipe. */
interface HubCommand extends Callable<Integer> {}
