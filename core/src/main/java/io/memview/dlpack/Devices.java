package io.memview.dlpack;

import java.util.Map;

/** What DLPack calls its kinds of devices. */
final class Devices {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "kDLCPU"),
          Map.entry(2, "kDLCUDA"),
          Map.entry(3, "kDLCUDAHost"),
          Map.entry(4, "kDLOpenCL"),
          Map.entry(7, "kDLVulkan"),
          Map.entry(8, "kDLMetal"),
          Map.entry(9, "kDLVPI"),
          Map.entry(10, "kDLROCM"),
          Map.entry(11, "kDLROCMHost"),
          Map.entry(12, "kDLExtDev"),
          Map.entry(13, "kDLCUDAManaged"),
          Map.entry(14, "kDLOneAPI"),
          Map.entry(15, "kDLWebGPU"),
          Map.entry(16, "kDLHexagon"),
          Map.entry(17, "kDLMAIA"),
          Map.entry(18, "kDLTrn"));

  private Devices() {}

  static String name(int type) {
    return NAMES.getOrDefault(type, "of unknown kind " + type);
  }
}
