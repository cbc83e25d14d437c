package dev.tidings.load;

/** Those that nothing has to be said about. */
enum OtherDialect implements Dialect {
    CHANNELS {
        @Override
        public String defaultPath() {
            return "/subscribe";
        }

        @Override
        public String subscription(String path, long lane, int number) {
            return path + "/" + lane;
        }

        @Override
        public String publishing(long lane) {
            return "/publish/" + lane;
        }

        @Override
        public String beforeData(long lane) {
            return "";
        }

        @Override
        public String afterData() {
            return "";
        }

        @Override
        public String contentType() {
            return "text/plain";
        }

        @Override
        public boolean hasBatches() {
            return false;
        }
    },

    INBOX {
        @Override
        public String defaultPath() {
            return "/inbox";
        }

        @Override
        public String subscription(String path, long lane, int number) {
            return path + "?user=" + number;
        }

        @Override
        public String publishing(long lane) {
            return "/events";
        }

        @Override
        public String beforeData(long lane) {
            return "{\"topic\":\"announcement.all\",\"data\":\"";
        }
    }
}
