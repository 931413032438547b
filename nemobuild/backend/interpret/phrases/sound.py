"""Rows about sound: music, effects, levels, noise, beats, and the voice that needs a model."""

from __future__ import annotations

from nemobuild.backend.interpret.phrases.row import Phrase

VOICE = "a voice needs a speech model: pip install 'nemobuild[voice]'; or record it and give the file"
_STYLES = r"<genre>|<instrument>"
_LAID_UNDER = r"(?:under(?:neath)?|behind|beneath|below|on top|over|throughout|in the back(?:ground)?|across)"
_AS_MUSIC = r"(?:music|soundtrack|song|tune|piece|bed|loop|melody|theme|riff|score|beats?|tracks?|vibes?|bgm|anthem|number|instrumental)"

_SPOKEN = (
    r"\bvoice[- ]?overs?\b|\bnarrat(?:e|ed|es|ing|ion|or|ors)\b|\bai voices?\b|\btext[- ]to[- ]speech\b|\btts\b|\b(?:natural|robot|female|male|human|friendly|calm|deep|warm)[\w -]{0,20} voices?\b|^voice\b:?|\bdub(?:bed|bing)?\b|\bread(?:s|ing)? (?:my|the|this|out) (?:script|text|aloud|loud)|\bvoice (?:reading|saying)\b|\bspoken (?:by|over|aloud|intro\w*|narration|commentary|description|words over)\b|\bread\b[^,;.]{0,40}\b(?:aloud|out loud)\b|^(?:please |and |then )*read (?:out )?(?:my|this|the|these|each|every|our) \w+|\bread aloud\b|\bspeak over\b|\baudio description\b|\bvoice read(?:s|ing)?\b",
    r"配音|旁白|朗读|解说|语音合成",
)
_NOT_SPOKEN = r"<spoken_over>|\b(?:voice-?over|narration) audio\b|\b(?:voice (?:memo|note|recording)|recorded voice|recording) as (?:the |a |my )?(?:narration|voice-?over)\b|\b(?:my|the|our) recorded (?:narration|voice-?over)\b|\b(?:narration|voice-?over) (?:mp3|wav|m4a)\b|\b(?:split|break|divide|time) [^,;.]{0,30}voice-?over script|\b(?:over|under|duck\w*|below|beneath|during) (?:the |my )?(?:voice-?over|narration|narrator)|\bremove <the>(?:voice-?over|narration)|\bnew voiceover audio\b|\bmy voice-?over (?:file|track|recording)|\bwithout (?:a )?(?:voice|narration)|\bno voice|dubstep|\b(?:narrat|voice|vo\b)[\w-]*\.(?:mp3|wav|m4a|aac|ogg)|\b(?:supplied|attached|recorded|my own|own|uploaded) (?:vo|voice-?over|narration)\b|\b(?:use|put|lay|mix|add) (?:my|the|our) narration\b|\bvoice is too|\bvoice-?over (?:track|file|audio|recording)\b|\b(?:voice-?over|narration) (?:that )?(?:i|i\'ve|we) (?:have )?(?:uploaded|recorded)"

ROWS = (
    Phrase(
        family="beat_sync", action="sync",
        says=(r"\bsync(?:ed|hroni[sz]ed|s)? (?:up )?(?:to|with) (?:this|my|our|a|an|the) (?:\w+ )?(?:song|track|music|tune)\b",
            r"\b(?:sync\w*|match\w*|cut\w*|align\w*|time[ds]?|timed|snap\w*|edit\w*|chang\w+|set)\b.{0,40}\b(?:to|on|with) (?:the |each |every )?(?:\w+ ){0,2}(?:beats?|rhythm|music|audio|bass|drums?|snare\w*|tempo)\b|\bbeat[- ]?sync\w*|\bon (?:the |every |each )(?:\w+ )?beats?\b|\bcuts? on (?:every|each|the)\b|\bto the beat\b|\bsync(?:ed|hronized)? (?:cuts|slides|clips)\b|\bsynced (?:to|with) the cuts\b|\bbeat[- ]?match\w*|\b(?:on|to|with|hit(?:s|ting)?(?: on)?|land(?:s|ing)?(?: on)?) (?:the |each |every )?(?:\w+ ){0,1}(?:beats?|drum(?:s|beat| hits?)?|kick|snare|bass ?line|downbeats?|drops?|rhythm)\b(?! (?:sound|music))|\bto the (?:rhythm|drums)\b",
            r"\b(?:new|next|one|another) (?:clip|photo|shot|cut|picture|image) (?:every|per|each|on every) (?:\w+ )?beats?\b",
            r"卡点|踩点|节拍|节奏(?:同步|切换|点)",
        ),
        unless=r"\bto drop (?:the|my|our|in|off|out)\b|\bcaptions?\b|\bmouth\b|\blips?\b|\bset the (?:music|volume)|\bmatch the new|\bvoice|\bbeats? per\b|\bscript\b|\bset to music\b|match the (?:background|lighting)",
        reads=("beat",),
        examples=("sync cuts to the beat", "音乐卡点"),
        about="Cuts on the beats of the music.",
    ),
    Phrase(
        family="sound_effect", action="bleep_words",
        says=(r"\b(?:bleep|beep|censor|mute|silence)\w*\b[^,;.]*\b(?:swear\w*|swearing|curs(?:e|es|ing)|profan\w*|bad words?|f-?bombs?|expletives)\b",),
        unless=r"<time>",
        refuse="finding what is said needs a speech model; say when, and it is bleeped",
        nearest="add a beep at 1:12",
        examples=("bleep out every swear word",),
    ),
    Phrase(
        family="sound_effect", action="add",
        says=(
            r"^(?:and |then |also )?(?:bleep|beep)(?: out)? (?!sound)\w|\bsound[- ]?effects?\b|\bsfx\b|\bfoley\b|\b(?:vinyl|tape|radio|record) (?:crackle|hiss|static)\b|\b(?:birdsong|bird ?calls|birds chirping|waves crashing|crackling fire|rain ambience|street ambience|crowd ambience|ambience)\b|\b(?:whoosh|swoosh|riser|bass (?:hit|drop sound)|boom|ding|pop|click|chime|bell|impact|applause|cheer|laugh track|camera shutter|shutter)(?:es|s)? (?:sounds?|effects?|hits?|noises?|at(?! -?\d+ ?db))\b|\b(?:dramatic )?bass hits?\b|\b(?:add|insert|put|play|with|and) an? (?:\w+ )?(?:ding|boom|chime|pop|click|riser|bell|thud|swish)\b(?! (?:up|out|in|art|song|music|track|beat|tune|vibe|soundtrack|transition|animation|ripple|highlight|indicator|of|culture))|\bwhoosh(?:es)?\b|\b(?:add|put|play|insert|drop|with|and|hit us with|throw in|include|some|an?)(?: [\w-]+){0,2} (?:boing|beep|bleep|record scratch|rimshot|gong|thunder|explosion|airhorn|air horn|buzzer|drum ?roll|ta-?da|(?<!logo )stinger|bell|gunshot|laser|splash|crickets|heartbeat|siren|clapping|cash register|ka-?ching|typewriter sound|glitch sound|pop sound)s?\b(?! (?:video|clip|film|music|title|pepper))|\b(?:little|soft|short|quick|single|synth|bass|orchestral|dramatic|small|loud)(?: \w+)? (?:chime|hit|stab|ding|(?<!logo )(?<!music )sting|boom|click|thud|rumble|roar)s?\b(?! (?:music|song|track|at 0:28))|\bbass drop sounds?\b|\ban? [\w-]+ sound (?:when|as|at|while|on)\b|\b(?:add|put|play|insert|drop|with|and|hit us with|throw in|some|include)\b(?: \w+){0,3} (?:funny|comic|silly|cartoon|dramatic|meme|game|notification|camera|wind|door|thunder|rain|ocean|water|crowd|bird|engine|phone|applause|magic|swish|alarm|explosion|page) (?:sounds?|noises?)\b|\bswoosh(?:es)?\b|\b(?:breathing|ambient|nature|crowd|footstep|rain|typing|keyboard) (?:audio|sounds?|noises?)\b",
            r"音效|效果音",
        ),
        unless=r"\b(?:duck|lower|reduce|keep|under) (?:the |any )?(?:ambient|nature|crowd|rain) (?:audio|sounds?)|<gone>[^,;.]{0,30}\b(?:noises?|sounds?)\b|\bvolume\b|\bbackground sounds? (?:from|removed)|<gone> <the>(?:\w+ )?(?:crowd|wind|rain|sounds?|noise|hiss|hum|beep|traffic)|\breduce|suppress|\bsound effects? off",
        reads=("effect_name", "when", "moments", "join", "volume"),
        examples=("add a whoosh at 0:05", "在第3秒加音效"),
        about="Synthesised: whoosh, pop, hit, riser, click, ding.",
    ),
    Phrase(
        family="voiceover", action="speak",
        says=_SPOKEN, unless=_NOT_SPOKEN,
        given=("speak",),
        reads=("text", "when", "volume", "voice_kind"),
        asks=("text",),
        about="Words in quotes, spoken by the voice plug-in that is installed.",
    ),
    Phrase(
        family="voiceover", action="add",
        says=_SPOKEN, unless=_NOT_SPOKEN,
        refuse=VOICE, nearest="add voice.mp3 as the narration",
        examples=("add a natural AI voiceover", "添加配音"),
    ),
    Phrase(
        family="voiceover", action="asset",
        says=(r"\b(?:new |own |my |a )?(?:voice-?over|narration) audio(?: file| track)?\b", r"\b(?:add|use|put|lay|insert|replace|with)\b.*\b(?:(?:my|the|this) (?:voice-?over|narration)(?: (?:file|track|recording|audio))? (?:i|i\'ve|we) (?:have )?(?:uploaded|recorded)|(?:the|this) voice-?over (?:file|track|recording|audio)|my voice-?over (?:file|track|recording)|[\w-]+\.(?:mp3|wav|m4a|aac) as (?:the |a )?(?:voice-?over|narration|voice))\b", r"\b[\w-]*(?:narrat|voice|vo\b|speech|spoken)[\w-]*\.(?:mp3|wav|m4a|aac|ogg)\b", r"\b(?:and|with|plus) an? (?:\w+ ){0,2}(?:voice (?:track|recording|memo|note|file)|narration (?:track|file|recording)|voice-?over (?:track|file|recording))\b", r"\b(?:use|put|lay|mix|with|add|under)\b.*\b(?:my|our|the|supplied|own|recorded) (?:own |recorded )?(?:narration|voice-?over|vo|commentary|voice recording)\b(?: (?:as|over|on|under|track|file|recording))|\b(?:supplied|attached|recorded|uploaded) (?:vo|voice-?over|narration)\b", r"\b(?:narration|voice-?over|voice) (?:mp3|wav|m4a|file|track|recording)\b(?: (?:i|we|that))?(?! (?:has|is|was|sounds|with))", r"\b(?:voice (?:memo|note|recording)|recorded voice|recording) as (?:the |a |my )?(?:narration|voice-?over)\b|\b(?:my|the|our) recorded (?:narration|voice-?over|voice|commentary)\b",),
        reads=("name", "when", "volume"),
        examples=("use voice.mp3 as the narration",),
        about="A recorded voice from a file.",
        unless=r"^(?:please )?(?:clean|export|convert|trim|cut|denoise|enhance|split|polish)\b[^,;.]*\bvoice (?:recording|memo|note)\b|\b(?:replace|swap|redo|re-?voice)\b[^;.]*\b(?:with|by|using) (?:an? |the )?(?:[\w-]+ ){0,3}(?:ai|synthetic|cloned|robot|text-to-speech|tts|male|female|natural|new) (?:[\w-]+ ){0,2}voice",
    ),
    Phrase(
        family="denoise_audio", action="denoise",
        says=(
            r"\b(?:background|wind|room|fan|ambient|hiss|hum|static|audio|traffic|street|unwanted|mic|microphone) ?(?:noises?|hum|hiss|buzz|chatter|echo|rumble)\b|\bnoise (?:reduction|removal|gate|suppression|cancel\w*)\b|\bde-?nois\w+\b(?! (?:video|picture|image))|\b(?:reduce|remove|clean|filter out|cut|suppress|eliminate|get rid of)\w* <the>(?:\w+ )?(?:noise|hum|hiss|buzz|echo|reverb|static|rumble)\b|\bclean(?:er)?(?:ing)?(?: up)? <the>(?:audio|sound|voice)\b|\benhance <the>(?:audio|voice|speech|sound)\b|\bclear(?:er)? (?:audio|voice|speech|sound)\b|(?<!vinyl )(?<!tape )(?<!quick )(?<!short )\b(?:hiss|hum|buzz|buzzing|humming|hissing|rumble|echo|crackle|(?<!less )(?<!too )(?<!more )(?<!feels )(?<!looks )static(?! (?:shot|image|camera|text)))(?:ing)?\b(?! (?:sound effect|at <time>|a tune|along))|\b(?:traffic|wind|street|fan|keyboard|typing|air ?con\w*|ac|fridge|engine|crowd|background|room|mic|hiss|camera) (?:noises?|hum|roar|drone)\b|<gone> <the>(?:\w+ )?(?:traffic|wind|street|fan|keyboard|typing|air ?con\w*|fridge|engine|crowd|background|room) sounds?\b|\bnoise (?:out|off|gone|away)\b|\b(?:fan|ac|air ?con\w*|traffic|fridge|engine|hum|dog|wind) in the background\b|\bnoisy (?:audio|sound|recording|room|background|mic)\b|<gone> <the>(?:[\w-]+ ){0,2}(?:noises?|hum|hiss|rumble)\b(?! (?:from the (?:picture|image)))|\b(?:audio|voice|sound|vocal|speech) clean-?up\b|\b(?:clean|remove|reduce|fix|lower|tame|lose)\w* (?:up )?(?:the |my |our |this )?(?:[\w'’-]+ ){1,4}noise\b|\bpop filter\b|\bde-?ess\w*",
            r"\b(?:improve|fix up|polish|sweeten) <the>(?:audio|voice|speech|sound)(?: quality)?\b",
            r"降噪|去(?:除)?(?:背景)?(?:噪音|噪声|杂音)|噪音|杂音|背景音干净",
        ),
        unless=r"\bde-?nois\w+(?: and|,| &) (?:a bit of |light |some )?sharpen\w*|\bsharpen\w*(?: and|,| &) (?:light |some )?de-?nois\w+|\b(?:export|convert|save)\b[^;.]*\bwith (?:some |loud |heavy |a lot of )?background noise\b(?! (?:removed|reduced|gone|out|cut))|\bgrain\b|\b(?:video|iso|picture|image|sensor|colou?r) noise\b|\blow rumble\b|\b(?:add|insert|put|play)\b(?: \w+){0,3} (?:background|ambient|crowd|traffic|wind|rain|street|keyboard|typing|engine|hum|buzz|static|echo)\b(?! (?:removed|reduced))",
        reads=("strength", "clip", "span"),
        examples=("remove background noise", "降噪"),
        about="Takes steady noise out of the sound.",
        not_with=r"^(?!.*\b(?:audio|sound|voice|mic\w*|hum|hiss|wind|echo|traffic|fan|speech|dialogue|background|room|hear)\b).*\b(?:night|low[- ]light|shadows|crush\w*|iso|grainy|grain)\b",
    ),
    Phrase(
        family="music", action="remove",
        says=(r"^(?:and |or |also )*<the>(?:\w+ )?(?:music|soundtrack|song)$",),
        given=("music-there",), verb=("remove",),
    ),
    Phrase(
        family="music", action="remove",
        says=(r"\b(?:remove|delete|drop|get rid of|turn off|stop|kill|strip|cut|end) <the>(?:\w+ )?(?:music|soundtrack|song|bgm)\b|\b(?:no|without) (?:background )?music\b|(?:去掉|删除|关掉|移除|不要)(?:背景)?音乐",),
        unless=r"replace|noise|\bcut (?:it )?to the\b|\bin half\b|\bto <num>",
        reads=("stop_at",),
        given=("music-there",),
        examples=("remove the music",),
        about="No music, or none from a moment on.",
    ),
    Phrase(
        family="music", action="add",
        says=(
            r"\b(?:swap|replace|change)\b[^;.]*\b(?:audio|music|tracks?|soundtrack|song)\b[^;.]*\b(?:for|with|to) something\b",
            r"\b(?:attached|supplied|provided|uploaded) (?:[\w-]+ ){0,2}(?:track|song|tune|mp3|music)\b", rf"\b(?:music|soundtracks?|bgm|songs?|tunes?|instrumentals?|underscore|backing tracks?|jingle)\b|\b(?:background|music) tracks?\b(?! (?:i )?uploaded)|\b(?:add|put|lay|insert|with|mix)\b[^,;.]{{0,30}}\baudio track\b(?! (?:i )?uploaded)|\b(?:{_STYLES})\b (?:\w+ )?(?:beats?|tracks?|tune|music|vibes?|song|loop|bgm|score)\b|\breplace .*\b(?:audio|sound)\b.*\bwith (?:{_STYLES})\b|\b(?:add|with|use) (?:a |some |an )?(?:{_STYLES})\b$|\bwith (?:this|my|the|an?) (?:\w+ )?(?:mp3|wav|song|audio file|track)\b|\bset to (?:this|my|the|a) (?:song|music|track)\b|\bmusical? score\b|\b(?:our|the|my|this|your|a|an) (?:[\w-]+ ){{0,2}}(?:track|song|tune|lullaby|anthem|march|waltz|hymn) (?:plays|playing|runs|running)\b|\bsomething (?:[\w-]+ ){{0,3}}(?:playing|to play|underneath|under it|in the background|behind it)\b|\b(?:a|the|some) (?:lullaby|anthem|march|waltz|tango|polka|nocturne|sonata|carol|fanfare|shanty)\b|\b(?:{_STYLES})\b(?: [\w-]+){{0,2}} (?:playing|plays|going)\b|\b(?:acoustic|soft|gentle) (?:guitar|piano)\b",
            rf"\b(?:{_STYLES})\b(?: [\w-]+){{0,2}} {_AS_MUSIC}\b|\b(?:add|put|lay|drop|slap|throw|play|use|want|need|some|with|soft|gentle|quiet|light|cheerful|happy|upbeat|calm|mellow|slow|dreamy|chill|relaxing|romantic|driving|energetic|a bit of|a little|warm|airy|subtle|sad|epic)(?: [\w&-]+){{0,2}} (?:{_STYLES})\b(?! (?:hits?|sounds?|drop|effects?|stab|sting|video|style|look|art|color|colour|shot|montage|film|edit|text|font|title|cover|shop|school|lesson|player|in(?:to)? (?:color|colour)))",
            rf"\b(?:{_STYLES})\b(?: [\w-]+){{0,2}} {_LAID_UNDER}\b|^(?:and |with |plus |some |a )*(?:{_STYLES})(?: or [\w ]+)?(?: at <num> ?(?:db|%))?$",
            r"[\w-]+\.(?:mp3|flac|ogg)\b|[\w-]*(?:song|music|track|tune|beat|groove|theme|waltz|mix)[\w-]*\.(?:wav|m4a|aac)\b|\b(?:the|an?|my|this|of the) mp3\b|\b(?:music|quiet|soft|ambient|gentle|subtle) bed\b|\b(?:mixed|chill|backing|upbeat|calm|mellow|happy|royalty[- ]free) track\b",
            r"\b(?:to|with) (?:an? |the |my |this |our )(?:[\w-]+ ){0,2}(?:track|song|tune)\b(?! beat)(?<!voice track)(?<!audio track)|\b(?:with|add|and) a beat\b$|^a beat$|\b(?:rhythm|beat) of an? (?:song|track)\b",
            r"音乐|配乐|(?:背景)?乐曲|bgm|伴奏|歌曲?",
        ),
        unless=r"\bmp3 of (?:the|its|just|only)\b|分离|\b(?:separate|isolate|split|extract)\b[^,;.]*\b(?:vocals?|voices?|stems)\b|\bloop\b[^,;.]*\b(?:clip|video|footage|film)\b[^,;.]*\b(?:match|fit|length of|as long as)\b|\b(?:except(?: for)?|but(?: not)?|apart from) (?:the |my )?(?:background )?(?:music|song|soundtrack)\b|\b(?:stop|cut|end|kill) <the>(?:\w+ )?(?:music|soundtrack|song)\b|\bfad\w+ <the>(?:\w+ )?(?:music|soundtrack|song) (?:in|out) (?:between|from)\b|\b(?:subtitle|caption|text|video) tracks?\b(?!.*\b(?:music|song)\b)|\bmusic (?:back |up |down )*to <num> ?(?:%|db|percent)|\b(?:has|have|had|with|is|was) (?:\w+ )?loud music\b|\bmusic: none\b|\blet <the>(?:music|song|track)\b|\bpop animation\b|<gone>(?: out| off)? <the>(?:\w+ )?(?:audio|sound) tracks?\b|\b(?:keep|leave|preserve|retain)\w* (?:the |my |our |every |all )?(?:original |existing |background |audio )*(?:music|soundtrack|song|tracks?)\b|\bpop[- ](?:up|in|out)s?\b|\bcover song\b|\bas (?:an? )?mp3\b|\bmp3 is fine\b|(?<!under )(?<!under the )(?<!beneath the )(?<!below the )(?<!behind the )(?<!under my )(?<!during the )(?<!to the )\b(?:voice-?over|narration)\b|\b(?:voice|narrator|vo)[\w-]*\.|\b(?:to|into|extract\w*|rip|save|strip|pull|convert\w*)\b(?: (?!the\b|this\b|my\b|our\b|attached\b|supplied\b)\w+){0,5} mp3\b|\b(?:rip|extract|save|pull|strip|export)\b[^,;.]{0,20}\bsoundtrack\b|\b(?:worship|hymn|the) songs?\b.*<range>|\b(?:drown\w*|compared to|overpower\w*)\b|\b(?:danc\w+|sing\w*) (?:\w+ )?to\b|\bexisting music\b|\blyrics?\b(?!.*song)|\bdips? (?:the )?music\b|\b(?:mute|lower|raise|duck|louder|quieter|turn (?:down|up)|fade|loop|normalize|reduce|increase) (?:down |up |out )?(?:the |in )?(?:\w+ )?(?:music|soundtrack|track|song|bgm|volume)\b|\bto the (?:\w+ )?(?:beat|music)\b(?! of (?:this|my|our|the attached|the supplied))|\b(?:recommended|suggested|suggest|recommend)\b|\bmusic (?:video|festival|app|school|store|lesson|album)\b|\b(?:remove|without|no) (?:\w+ )?music\b|\bmusic (?:down|up|out|quieter|louder|softer|volume)\b|\bsync\b|beat-sync\w* \w+ reel|\b(?:background|ambient) noise|\btrending audio\b|\bvoice-?over (?:track|file|audio)\b|when the music|(?:降低|调低|提高|调高|减小|增大).{0,6}音乐|音乐.{0,4}(?:淡出|淡入|小|大|声|卡点|音量(?!\d|百))|卡点|\bdrops? to minimal|\bunder the music|\b(?:beats?|rhythm|tempo) of the (?:music|song|track)\b|\bcross-?fad",
        reads=("music", "volume", "music_when", "name", "fade_hint", "duck"),
        examples=("Add warm upbeat background music at 35% and fade it out at the end", "添加轻快的背景音乐，音量35%"),
        about="An uploaded sound file, or synthesised by mood and tempo; it steps back under speech.",
    ),
    Phrase(
        family="music", action="add",
        says=(r"\b(?:loop|run|play|repeat) (?:this|my|the|a|our) (?:\w+ )?(?:song|track|tune|music)\b[^,;.]*\b(?:under|behind|beneath|over|below|throughout)\b",),
        reads=("music", "volume", "music_when", "name", "fade_hint", "duck"),
        examples=("loop the song under the whole film",),
        about="A song for as long as the film is.",
    ),
    Phrase(
        family="volume", action="mute",
        says=(r"^(?:please )?silence (?:the|my|this) (?:[\w-]+ ){0,2}<film>\b|^(?:please )?silence it\b|\bkeep(?:ing)? only the (?:audio|sound) (?:from|of)\b|\bkeep(?:ing)? the (?:audio|sound) (?:from|of) the (?:first|second|left|right|top|bottom|original)\b", r"\bmut(?:e|ed|ing)\b|\bsave (?:it )?as a silent (?:mp4|video|clip|file)\b|\b(?:remove|strip|delete|(?<!bass )drop|kill|turn off|silence|no|removes?|lose|ditch|cut|take) (?:out |off )?<the>(?:(?:first|second|third|last) )?(?:original |camera |video |clip's |nat |natural |live |native )?(?:audio|sound|atmos?)\b(?! (?:noise|effects?|hum|gaps|from [\w-]+\.\w+[^.;]*\b(?:mp3|wav|m4a|aac)\b|from(?! <time>| \d+ to)(?! (?:(?:an?|the|my|this|these|all|every|each|our) (?:[\w-]+ ){0,3})?<film>)|as|track from))|\ban? silent (?:\S+ )?(?:copy|version|cut)\b|\b(?:as )?the only (?:thing|sound|audio)(?: that)?(?: you| we| to be)? ?(?:can |is )?(?:hear|heard)?\b|\bsound off\b|\bwithout (?:any )?(?:sound|audio)\b|静音(?!部分|片段|段)|消音|去(?:掉|除)(?:原)?(?:声音|原声|声)|关掉声音",),
        unless=r"提取|\b(?:sound|audio|volume|level)\b[^,;.]* to (?:half|a (?:third|quarter)|<num> ?(?:%|percent))|\bon mute\b|\b(?:read|understand|watch\w*|follow|view\w*|works?) (?:\w+ )?without (?:the )?sound|\b(?:works?|watch\w*|plays?|viewed|scroll\w*) (?:\w+ )?muted\b|\bwith (?:the )?sound off\b|\bmuted (?:colou?rs?|tones?|green|palette|look|browns?|pastel)|unmute|\bnoise\b|retains muted",
        reads=("clip", "sound_target", "when"),
        examples=("mute the video", "静音"),
        about="No sound from a clip, the music, or everything.",
    ),
    Phrase(
        family="volume", action="duck",
        says=(r"\bduck(?:s|ed|ing)?\b|\b(?:lower|reduce|drop|quiet\w*|turn down)\b.*\b(?:music|bgm|track)\b.*\b(?:when|while|under|during|whenever)\b.*\b(?:speak\w*|speech|talk\w*|voice|narrat\w+|dialogue)\b|\bdrops? to minimal\b|\b(?:fade|dip|bring|drop|lower|sit)\w*\b.*\bunder (?:my|the|his|her) (?:voice|speech|narration|dialogue)|\b(?:lower|reduce|drop|duck|turn) (?:it|them)(?: down)?\b.*\b(?:when|while|under|during|whenever)\b|\b(?:music|bgm|track|song)\b.*\b(?:down|lower|quieter|softer|back|dips?)\b.*\b(?:when|while|under|during|whenever)\b|\b(?:dips?|lower(?! third)|quieter|softer|down|<num> ?db (?:lower|down|less))\b.*\b(?:when(?:ever)?|while|under|during)\b[^,;.]{0,20}\b(?:i|he|she|they|we|someone|anyone|dialogue|speech|talk\w*|voice|resting|rest)\b|(?:说话|讲话|人声)时.*(?:降低|压低|减小)|闪避",),
        reads=("volume", "span"),
        also=True,
        examples=("duck the music under speech",),
        about="Music steps back while somebody speaks.",
    ),
    Phrase(
        family="volume", action="ramp",
        says=(r"\b(?:gets?|getting|grows?|growing|becomes?|gradually|slowly|rises?|rising|swells?) (?:\w+ )?(?:louder|quieter|softer)\b|\bcrescendo\b|\b(?:gradually|slowly) (?:raise|lower|increase|decrease) the (?:volume|music|level)\b",),
        refuse="a level that rises or falls for long is not possible; levels for stretches and fades are",
        nearest="lower the music to 10% from 0:00 to 0:05", also=True,
        examples=("the music gets louder",),
    ),
    Phrase(
        family="volume", action="normalize",
        says=(r"\bnormali[sz]\w*\b|\bbroadcast[- ]safe levels\b|\br128\b|\bloudness\b|\buneven (?:levels?|volume|audio|sound|loudness|voices?)\b|\bconsistent (?:level|volume|loudness)\b|\blufs\b|\blevel (?:out )?<the>(?:audio|sound|volume)\b|\baudio (?:levels?|mix|leveling|balance)\b|\bbalance <the>(?:\w+ )?(?:audio|sound|levels?|voices?|volumes?|speakers?|mics?)\b|\blevel (?:out )?<the>(?:voices?|speakers?|mics?)\b|\beven (?:out )?(?:loudness|levels?|volume)\b|\b(?:even|equali[sz]e) (?:out )?<the>(?:volume|audio|sound)\b|响度|音量(?:统一|均衡|标准化)|均衡音量",),
        reads=("loudness",),
        examples=("normalize the audio to -14 LUFS",),
        about="The whole film's loudness to a target or a platform's.",
    ),
    Phrase(
        family="volume", action="replace",
        says=(r"\b(?:replac|overwrit|swap|exchang|substitut)(?:e|p?ing)?\b(?: out)? <the>(?:\w+ )?(?:audio|sound|soundtrack)(?: track)?\b|\b(?:music|song|track|narration)\b[^,;.]*\binstead(?: of <the>(?:\w+ )?(?:audio|sound))?$|替换(?:原)?(?:声音|音频|原声)",),
        about="Mutes the film's own sound, for what replaces it.",
    ),
    Phrase(
        family="volume", action="set",
        says=(r"\b(?:raise|lower|boost|even out|balance|match|bring up|turn up|turn down) (?:the |my |all )?(?:\w+ )?(?:levels?|loudness)\b",
            r"\b(?:lower|raise|boost|reduce|increase|turn down|turn up|bring down|bring up) (?:the )?(?:clip|video|film|talk|recording)(?: \d+)? by -?<num> ?(?:db|%|percent)|\b(?:sound|audio|volume|level)\b[^,;.]* to (?:half|a (?:third|quarter))\b|\bmusic (?:back |up |down )*to <num> ?(?:%|db|percent)|\bvolume\b|\btoo (?:quiet|loud)\b|\bdrown(?:s|ing)? out\b|\bdrown(?:s|ing)? (?:my|the|his|her) voice|\boverpower\w*|\b(?:can'?t|cannot|can hardly|can barely|hardly|barely) hear\b|\b(?:sound|audio|music|voice)\b.{0,24}\b(?:up|down) (?:by )?<num> ?(?:db|%)|\b(?:quiet|low) in the back\b|\b(?:bring|push|pull) (?:it|this|that|them|everything) (?:up|down)\b(?! to (?:\d{3,4}p?|<len>|4k|\d+ ?mb))|\b(?:louder|quieter|softer)\b(?! (?:light|colou?rs?|look|with|contrast|image|picture|focus|tones?|edges?|fades?|transitions?))|\bturn(?:ed)? (?:it |(?:the|my|our) (?:\w+ ){1,2}|them )?(?:up|down)\b|\b(?:audio|sound|mic|voice|music|track|narration) (?:is |stays |at |to )+(?:about |around )?(?:<num> ?%|-?\d+ ?db)|\b(?:lower|raise|increase|decrease|reduce|boost|bring down|bring up) <the>(?:\w+ )?(?:music|audio|sound|voice|soundtrack|bgm|song|loudness)\b(?! (?:noise|file|quality))|\b(?:set|make|keep|put) (?:the )?(?:music|audio|voice|soundtrack|sound)\b.*(?:\d ?%|\bdb\b|percent|loud|quiet)",
            r"音量|(?:声音|音乐|人声).{0,3}(?:大|小|调|降|提|轻|响)|(?:调|降|减|提|增|放)(?:低|高|小|大)(?:.{0,4})(?:声音|音乐|音频)",
        ),
        unless=r"\b(?:gets?|getting|grows?|growing|becomes?|gradually|slowly|rises?|rising|swells?) (?:\w+ )?(?:louder|quieter|softer)\b|\bvolume of\b(?! (?:the|my))|静音|\bnoise\b|\bmusic (?:at|volume)\b.*\badd\b|\badd\b.*\bmusic\b|添加.*音乐|\bturn(?:ed)? down \w+ offer",
        reads=("volume", "volume_direction", "sound_target", "clip", "when"),
        examples=("Set the music volume to 20%", "lower the music by 6 dB", "make it louder", "音量调到50%"),
        about="Level of the film, the music, or a clip, in percent or dB.",
    ),
)  # fmt: skip
