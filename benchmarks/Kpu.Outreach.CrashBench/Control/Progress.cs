using System.Text.Json;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>How far a lane is, kept in a file of its own so that a second start goes on.</summary>
internal sealed class Progress
{
    private string _path = "";

    public int Kills { get; set; }

    public int Pauses { get; set; }

    /// <summary>The last portion that was wholly enqueued.</summary>
    public int Enqueued { get; set; }

    /// <summary>How long it ran, over all starts.</summary>
    public double Seconds { get; set; }

    /// <summary>Kills by where they hit: a boundary, or a moment.</summary>
    public Dictionary<string, int> Hits { get; init; } = [];

    /// <summary>How often the server was killed and started again.</summary>
    public int ServerKills { get; set; }

    /// <summary>How long workers took until they worked, in milliseconds.</summary>
    public List<double> Starts { get; init; } = [];

    /// <summary>Makes sure that a folder is of one run only.</summary>
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <param name="terms">What the run was started with.</param>
    public static void Claim(string folder, string terms)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "terms.txt");
        if (!File.Exists(path)) File.WriteAllText(path, terms);
        else if (File.ReadAllText(path) is var other && other != terms) throw new InvalidOperationException($"{folder} holds another run: {other}");
    }

    public static Progress Load(string folder, string name)
    {
        var path = Path.Combine(folder, name + ".json");
        var progress = File.Exists(path) ? JsonSerializer.Deserialize<Progress>(File.ReadAllText(path))! : new Progress();
        progress._path = path;
        return progress;
    }

    public void Save()
    {
        File.WriteAllText(_path + ".new", JsonSerializer.Serialize(this));
        File.Move(_path + ".new", _path, overwrite: true);
    }
}
