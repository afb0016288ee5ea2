using Kpu.Outreach.Channels.Website;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.Website;

public sealed class StaticSiteChannelTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly StaticSiteChannel _channel = new();

    public void Dispose() => _root.Dispose();

    internal static LiveSet Site() => Samples.Articles("static-site", "laman", "article", ("folder", "laman"), ("baseUrl", "https://kota-blitar.kpu.go.id"));

    [Fact]
    public async Task Pages_are_as_verified()
    {
        var result = await _channel.PublishAsync(Site().Request(_root.Path), CancellationToken.None);
        Assert.IsType<Outcome.Done>(result.Outcome);
        foreach (var (parameter, path) in new[]
        {
            ("index", "index.html"), ("stages", "tahapan/index.html"), ("stage", "tahapan/voterlist/index.html"),
            ("article", Path(_root, "cek-dpt")), ("film", Path(_root, "film-dpt")), ("withdrawn", Path(_root, "ditarik")),
        }) await Verifier.Verify(_root.Read("laman/" + path), "html", parameter);
        await Verifier.Verify(_root.Read("laman/sitemap.xml"), "xml");
        await Verifier.Verify(string.Join('\n', _root.Snapshot().Keys), "txt", "files");
    }

    private static string Path(TemporaryFolder root, string material) =>
        System.IO.Path.GetFileName(Directory.GetDirectories(root.Full("laman"), material + "-*").Single()) + "/index.html";
}
