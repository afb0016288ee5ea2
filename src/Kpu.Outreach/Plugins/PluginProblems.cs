namespace Kpu.Outreach.Plugins;

/// <summary>The codes of what a plug-in can have wrong. None of them stops the host.</summary>
public static class PluginProblems
{
    /// <summary>The folder of a plug-in is not there.</summary>
    public const string FolderMissing = "plugin-folder-missing";

    /// <summary>A path of the list leaves the plug-in's folder.</summary>
    public const string PathUnsafe = "plugin-path-unsafe";

    /// <summary>The plug-in's assembly is not among the files that are allowed.</summary>
    public const string AssemblyNotAllowed = "plugin-assembly-not-allowed";

    /// <summary>A file that is allowed is not there or cannot be read.</summary>
    public const string FileMissing = "plugin-file-missing";

    /// <summary>A file is not the one that was allowed.</summary>
    public const string FileChanged = "plugin-file-changed";

    /// <summary>The file is no .NET assembly.</summary>
    public const string NotAssembly = "plugin-not-assembly";

    /// <summary>The assembly does not say for which version of the contract it was written.</summary>
    public const string ContractMissing = "plugin-contract-missing";

    /// <summary>The assembly was written for a version of the contract that this library does not know.</summary>
    public const string ContractUnsupported = "plugin-contract-unsupported";

    /// <summary>The assembly offers no channel.</summary>
    public const string NoChannel = "plugin-no-channel";

    /// <summary>An assembly that the plug-in needs is neither in its folder nor the host's.</summary>
    public const string DependencyMissing = "plugin-dependency-missing";

    /// <summary>The host has an older version of an assembly it shares than the plug-in needs.</summary>
    public const string HostTooOld = "plugin-host-too-old";

    /// <summary>A channel asks for a service that the host does not give.</summary>
    public const string ServiceMissing = "plugin-service-missing";

    /// <summary>A channel cannot be made: its class does not fit what the contract asks.</summary>
    public const string DoesNotFit = "plugin-does-not-fit";

    /// <summary>The plug-in threw as it started.</summary>
    public const string StartFailed = "plugin-start-failed";

    /// <summary>The plug-in did not start before the deadline and was left behind.</summary>
    public const string StartEndless = "plugin-start-endless";

    /// <summary>What a channel says of itself cannot hold.</summary>
    public const string DescriptorWrong = "plugin-descriptor-wrong";

    /// <summary>Another channel has the key already.</summary>
    public const string ChannelTaken = "plugin-channel-taken";
}
