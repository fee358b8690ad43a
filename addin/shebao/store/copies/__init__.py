"""The store elsewhere: backups written and put back, moved to a team and home, looked over."""
