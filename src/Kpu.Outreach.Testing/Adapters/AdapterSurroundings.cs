using Kpu.Outreach.Media;
using Microsoft.Extensions.Logging;
using Kpu.Outreach.Testing.Suites;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>What the kit gives to an adapter instead of the host. Each is a process of its own.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class AdapterSurroundings
{
    private readonly StepGate _gate;

    internal AdapterSurroundings(StepGate gate, IHttpClientFactory http, TimeProvider clock, IMediaLibrary media, string outputRoot, ILoggerFactory logs) =>
        (_gate, Http, Clock, Media, OutputRoot, Logs) = (gate, http, clock, media, outputRoot, logs);

    /// <summary>Makes the clients of HTTP. What goes another way, the suites of crashes and faults do not see.</summary>
    public IHttpClientFactory Http { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The media.</summary>
    public IMediaLibrary Media { get; }

    /// <summary>The folder that relative paths of settings mean.</summary>
    public string OutputRoot { get; }

    /// <summary>Where the adapter may log; the kit looks for secrets there.</summary>
    public ILoggerFactory Logs { get; }

    /// <summary>
    /// A step of the adapter that is no request, such as the writing of a file: the process can end here. An adapter that works without HTTP calls it before each step that changes something, through
    /// whatever its author uses for that.
    /// </summary>
    /// <param name="name">What the step is.</param>
    /// <exception cref="SimulatedCrashException">The process ends here: let it pass.</exception>
    public void Step(string name) => _gate.Pass(name);
}
