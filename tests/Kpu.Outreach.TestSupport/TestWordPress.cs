using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Kpu.Outreach.TestSupport;

/// <summary>A throw-away WordPress site on this machine, with users of four roles. It ends, and its folder goes, with the tests.</summary>
public sealed class TestWordPress : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kpu-wp-");
    private Dictionary<string, string> _told = [];

    /// <summary>Whether this machine has what the site is made of.</summary>
    public static bool IsInstalled => File.Exists("/usr/share/wordpress/wp-settings.php") && File.Exists("/usr/sbin/mariadbd");

    /// <summary>The address of the site.</summary>
    public string Address => _told["WORDPRESS_URL"];

    /// <summary>A credential of a role: <c>EDITOR</c>, <c>AUTHOR</c>, <c>CONTRIBUTOR</c>, or nothing for the administrator.</summary>
    public string Credential(string role = "") => _told[$"WORDPRESS_{role}{(role.Length > 0 ? "_" : "")}USER"] + ":" + _told[$"WORDPRESS_{role}{(role.Length > 0 ? "_" : "")}APP_PASSWORD"];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (!IsInstalled && !Needs.RequireAll) return;
        if (!OperatingSystem.IsWindows()) _folder.UnixFileMode |= UnixFileMode.OtherExecute | UnixFileMode.GroupExecute;
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        free.Stop();
        var started = await RunAsync("start", port);
        _told = started.Split('\n').Where(l => l.Contains('=', StringComparison.Ordinal)).Select(l => l.Split('=', 2)).ToDictionary(l => l[0], l => l[1].Trim().Trim('"'));
    }

    /// <summary>Asks the site itself, as its administrator.</summary>
    /// <param name="route">The route with its query, such as <c>wp/v2/posts&amp;status=publish</c>.</param>
    public async Task<(JsonElement Json, int Total)> AskAsync(string route)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_told["WORDPRESS_REST"]}/{route}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Credential())));
        using var answer = await client.SendAsync(request, CancellationToken.None);
        var total = answer.Headers.TryGetValues("X-WP-Total", out var told) ? int.Parse(told.Single(), System.Globalization.CultureInfo.InvariantCulture) : 0;
        return (JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement, total);
    }

    /// <summary>Removes all posts and pictures.</summary>
    public Task ResetAsync() => RunAsync("reset");

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_told.Count > 0) await RunAsync("stop", "--purge");
        if (_folder.Exists) _folder.Delete(recursive: true);
    }

    private async Task<string> RunAsync(string verb, params string[] more)
    {
        await using var running = ProcessRunner.Start("bash", [RepositoryRoot.PathOf("eng/servers/wordpress.sh"), verb, _folder.FullName, .. more], deadline: TimeSpan.FromMinutes(3));
        var result = await running.WaitAsync();
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }
}
