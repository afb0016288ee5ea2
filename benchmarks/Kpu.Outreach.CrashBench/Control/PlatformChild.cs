using System.Globalization;
using Kpu.Outreach.CrashBench.Platform;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>The platform's process, as the controller sees it.</summary>
internal sealed class PlatformChild : IDisposable
{
    private readonly Child _child;

    private PlatformChild(Child child, int port) => (_child, Port) = (child, port);

    public int Port { get; }

    public static async Task<PlatformChild> StartAsync(string book, int seed, bool calm)
    {
        var child = Child.Start("platform", ["--book", book, "--seed", seed.ToString(CultureInfo.InvariantCulture), .. calm ? ["--calm"] : Array.Empty<string>()]);
        var listening = await child.LineAsync("listening") ?? throw new InvalidOperationException("The platform did not start.");
        return new PlatformChild(child, int.Parse(listening.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    public static Uri AddressOf(int port) => new(FormattableString.Invariant($"http://127.0.0.1:{port}/"));

    /// <summary>What became public.</summary>
    public async Task<IReadOnlyList<Counted>> ReportAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = AddressOf(Port) };
        var report = await http.GetStringAsync(new Uri("report", UriKind.Relative));
        return
        [
            .. report.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).Select(p => new Counted(
                new EffectPlace(p[0], p[1], p[2]), p[3], int.Parse(p[4], CultureInfo.InvariantCulture), int.Parse(p[5], CultureInfo.InvariantCulture))),
        ];
    }

    public void Dispose() => _child.Dispose();
}

/// <summary>What a platform counted for a key.</summary>
/// <param name="Place">The key.</param>
/// <param name="Publication">The publication it was sent for.</param>
/// <param name="Effects">How often it became public.</param>
/// <param name="Sent">The calls that were not refused.</param>
internal sealed record Counted(EffectPlace Place, string Publication, int Effects, int Sent);
