#pragma once

// What a process has used, as /proc tells.
struct Usage {
  double cpu_seconds = 0;
  double memory_mib = 0, memory_max_mib = 0;
};
Usage usage_of(int process);
double own_cpu_seconds();
