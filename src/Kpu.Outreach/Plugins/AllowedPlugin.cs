using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Plugins;

/// <summary>A plug-in that a host allows: a folder, the assembly to start with, and every file that may be loaded, by its content.</summary>
/// <remarks>Immutable.</remarks>
public sealed record AllowedPlugin
{
    /// <summary>The full path of the folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The assembly with the channels, one of <see cref="Files"/>, such as <c>Kpu.Outreach.Channels.Videotron.dll</c>.</summary>
    public required string Assembly { get; init; }

    /// <summary>The SHA-256 of each file, by its path in the folder with forward slashes. A file that is not named does not exist for the plug-in.</summary>
    public required IReadOnlyDictionary<string, ContentHash> Files { get; init; }

    /// <summary>Where the list names it. Default: unknown.</summary>
    public Place Place { get; init; } = Place.Unknown;
}
