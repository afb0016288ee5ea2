using System.Globalization;
using System.Security.Cryptography;

namespace Videotron.Simulator;

/// <summary>What stands on the screen.</summary>
/// <param name="Text">The words, at most 120 characters as people count them.</param>
/// <param name="Seconds">How long it is shown each time, 5 to 60.</param>
/// <param name="Image">The hash of a picture that was brought before; null for none.</param>
/// <param name="Alt">What the picture shows, for the page of the screen.</param>
public sealed record Slide(string Text, int Seconds, string? Image = null, string? Alt = null);

/// <summary>A picture on the device.</summary>
public sealed record Picture(string ContentType, byte[] Content);

/// <summary>The device: it keeps everything in memory and forgets it when it is switched off. Thread-safe.</summary>
public sealed class Screen
{
    public const int MostSlides = 40;
    private const int LongestText = 120;
    private const int LargestPicture = 5 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Picture> _pictures = [];
    private readonly List<(string Name, Slide Slide)> _slides = [];

    /// <summary>The slides in the order in which they are shown.</summary>
    public IReadOnlyList<Slide> Slides
    {
        get { lock (_lock) return [.. _slides.Select(s => s.Slide)]; }
    }

    public Slide? Find(string name)
    {
        lock (_lock) return _slides.FirstOrDefault(s => s.Name == name).Slide;
    }

    public Picture? Picture(string hash)
    {
        lock (_lock) return _pictures.GetValueOrDefault(hash);
    }

    /// <summary>Puts a slide under a name, in the place of what stood there.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Put(string name, Slide slide)
    {
        if (new StringInfo(slide.Text ?? "").LengthInTextElements is 0 or > LongestText) return "text";
        if (slide.Seconds is < 5 or > 60) return "seconds";
        lock (_lock)
        {
            if (slide.Image is not null && !_pictures.ContainsKey(slide.Image)) return "image";
            var place = _slides.FindIndex(s => s.Name == name);
            if (place < 0 && _slides.Count >= MostSlides) return "full";
            if (place < 0) _slides.Add((name, slide));
            else _slides[place] = (name, slide);
            return null;
        }
    }

    public bool Remove(string name)
    {
        lock (_lock) return _slides.RemoveAll(s => s.Name == name) > 0;
    }

    /// <summary>Takes a picture under its hash.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public async Task<string?> AddAsync(string hash, string? contentType, Stream body, CancellationToken cancellationToken)
    {
        if (contentType is not ("image/png" or "image/jpeg")) return "type";
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (content.Length + read > LargestPicture) return "size";
            content.Write(buffer, 0, read);
        }

        var bytes = content.ToArray();
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != hash) return "hash";
        lock (_lock) _pictures[hash] = new Picture(contentType, bytes);
        return null;
    }
}
